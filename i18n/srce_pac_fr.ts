<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en_US">
    <context>
        <name>Algorithms</name>
        <message>
            <source>Sheets</source>
            <translation>Feuilles</translation>
        </message>
        <message>
            <source>Layers and figures of a territory</source>
            <translation>Couches et chiffres d’un territoire</translation>
        </message>
        <message>
            <source>Styles</source>
            <translation>Styles</translation>
        </message>
        <message>
            <source>map,print,layout,planning</source>
            <translation>carte,imprimer,mise en page,urbanisme</translation>
        </message>
        <message>
            <source>Write an atlas project</source>
            <translation>Écrire un projet d’atlas</translation>
        </message>
        <message>
            <source>Writes a project from which QGIS's own atlas prints the sheet of each commune of a list, on machines without the plugin too. Beside the project stands a GeoPackage with copies of all that the maps show. What is stored of each commune is that of the day: write the project anew when data, texts or styles have changed.</source>
            <translation>Écrit un projet à partir duquel l’atlas de QGIS imprime la feuille de chaque commune d’une liste, y compris sur des postes sans l’extension. À côté du projet se trouve un GeoPackage avec des copies de tout ce que montrent les cartes. Ce qui est enregistré de chaque commune est l’état du jour : réécrivez le projet quand les données, les textes ou les styles ont changé.</translation>
        </message>
        <message>
            <source>Project</source>
            <translation>Projet</translation>
        </message>
        <message>
            <source>Communes of the atlas</source>
            <translation>Communes de l’atlas</translation>
        </message>
        <message>
            <source>Territories that are not in the atlas</source>
            <translation>Territoires absents de l’atlas</translation>
        </message>
        <message>
            <source>Export several sheets</source>
            <translation>Exporter plusieurs feuilles</translation>
        </message>
        <message>
            <source>Prints a sheet for each of many territories into a folder: of a pasted list of codes or names, of the communes of an EPCI or of a département, or of all communes. What is there already as it would be printed now is left as it is, so that a series goes on where it stopped. A sheet that fails stops no other. A report (CSV and HTML) tells what came of each.</source>
            <translation>Imprime dans un dossier une feuille pour chacun de nombreux territoires : d’une liste collée de codes ou de noms, des communes d’un EPCI ou d’un département, ou de toutes les communes. Ce qui est déjà là tel qu’il serait imprimé maintenant est laissé tel quel, si bien qu’une série reprend là où elle s’est arrêtée. Une feuille en échec n’en arrête aucune autre. Un rapport (CSV et HTML) dit ce qu’il en est de chacune.</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Dossier</translation>
        </message>
        <message>
            <source>Sheets printed</source>
            <translation>Feuilles imprimées</translation>
        </message>
        <message>
            <source>Sheets left as they were</source>
            <translation>Feuilles laissées telles quelles</translation>
        </message>
        <message>
            <source>Sheets that failed</source>
            <translation>Feuilles en échec</translation>
        </message>
        <message>
            <source>Dossiers written</source>
            <translation>Dossiers écrits</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Rapport</translation>
        </message>
        <message>
            <source>Page of the report</source>
            <translation>Page du rapport</translation>
        </message>
        <message>
            <source>PDF of all sheets</source>
            <translation>PDF de toutes les feuilles</translation>
        </message>
        <message>
            <source>The territories are those of a layer of the project, or of fields that were chosen: the sheets are printed in this process.</source>
            <translation>Les territoires sont ceux d’une couche du projet, ou de champs choisis : les feuilles sont imprimées dans ce processus.</translation>
        </message>
        <message>
            <source>{parameter} is a number from {least} to {most}, not “{value}”.</source>
            <translation>{parameter} est un nombre de {least} à {most}, et non « {value} ».</translation>
        </message>
        <message>
            <source>{parameter} is a whole number from {least} to {most}, not “{value}”.</source>
            <translation>{parameter} est un nombre entier de {least} à {most}, et non « {value} ».</translation>
        </message>
        <message>
            <source>Report: {path}</source>
            <translation>Rapport : {path}</translation>
        </message>
        <message>
            <source>The plans of EPCIs as well</source>
            <translation>Les plans des EPCI aussi</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>Format</translation>
        </message>
        <message>
            <source>What is written</source>
            <translation>Ce qui est écrit</translation>
        </message>
        <message>
            <source>Sheets that are there already</source>
            <translation>Feuilles déjà là</translation>
        </message>
        <message>
            <source>Names of the files and their folders</source>
            <translation>Noms des fichiers et de leurs dossiers</translation>
        </message>
        <message>
            <source>A QGIS expression; empty for the usual names</source>
            <translation>Une expression de QGIS ; vide pour les noms habituels</translation>
        </message>
        <message>
            <source>Part of one of several machines</source>
            <translation>Part d’une machine parmi plusieurs</translation>
        </message>
        <message>
            <source>3/16 for the third of 16 parts; empty for all</source>
            <translation>3/16 pour la troisième de 16 parts ; vide pour tout</translation>
        </message>
        <message>
            <source>Worker processes (0 to print in this one)</source>
            <translation>Processus d’impression (0 pour imprimer dans celui-ci)</translation>
        </message>
        <message>
            <source>Seconds that a sheet may take</source>
            <translation>Secondes que peut prendre une feuille</translation>
        </message>
        <message>
            <source>Megabytes that a worker process may take</source>
            <translation>Mégaoctets que peut prendre un processus</translation>
        </message>
        <message>
            <source>Export a sheet</source>
            <translation>Exporter une feuille</translation>
        </message>
        <message>
            <source>Prints the ecological continuities of a territory as a “porter à connaissance” sheet. The ending of the output file decides between PDF, PNG and SVG; a folder gets a PDF of the usual name, or several sheets numbered 1/N to N/N. No project is touched.</source>
            <translation>Imprime les continuités écologiques d’un territoire sous forme de feuille de « porter à connaissance ». L’extension du fichier décide du format : PDF, PNG ou SVG ; un dossier reçoit un PDF au nom habituel, ou plusieurs feuilles numérotées de 1/N à N/N. Aucun projet n’est modifié.</translation>
        </message>
        <message>
            <source>Sheet</source>
            <translation>Feuille</translation>
        </message>
        <message>
            <source>Scale denominator</source>
            <translation>Dénominateur de l’échelle</translation>
        </message>
        <message>
            <source>Several sheets need a folder to be written to, not “{path}”.</source>
            <translation>Pour plusieurs feuilles, indiquez un dossier et non « {path} ».</translation>
        </message>
        <message>
            <source>Export the styles of the classes</source>
            <translation>Exporter les styles des classes</translation>
        </message>
        <message>
            <source>Writes the style of each class and geometry into a folder: as QML for QGIS (corridor_l.qml), as SLD 1.1 for GeoServer and MapServer (corridor_l.sld, with pictures of its patterns beside it), and all symbols and label settings as one style library of QGIS (XML), which a style manager imports or, from QGIS 3.26 on, a project links to. What SLD cannot say is told, style by style. MapServer needs the pictures beside its map file and a VALIDATION of “sld_external_graphic” that allows their names.</source>
            <translation>Écrit le style de chaque classe et géométrie dans un dossier : en QML pour QGIS (corridor_l.qml), en SLD 1.1 pour GeoServer et MapServer (corridor_l.sld, avec les images de ses motifs à côté), et tous les symboles et étiquetages dans une bibliothèque de styles de QGIS (XML), qu’un gestionnaire de symboles importe ou, à partir de QGIS 3.26, qu’un projet référence. Ce que le SLD ne peut pas dire est signalé, style par style. MapServer attend les images à côté de son mapfile et une VALIDATION de « sld_external_graphic » qui admet leurs noms.</translation>
        </message>
        <message>
            <source>Files written</source>
            <translation>Fichiers écrits</translation>
        </message>
        <message>
            <source>Install the symbols in the style manager</source>
            <translation>Installer les symboles dans le gestionnaire de symboles</translation>
        </message>
        <message>
            <source>Puts the symbols and label settings of the classes into QGIS's style manager, with the tag and in the group “SRCE PAC”, so that any project can use them, with the plugin or without. What was installed before is updated. A symbol that you have made or changed yourself is left as it is, whatever its name.</source>
            <translation>Place les symboles et étiquetages des classes dans le gestionnaire de symboles de QGIS, avec l’étiquette et dans le groupe « SRCE PAC », pour que tout projet puisse s’en servir, avec ou sans l’extension. Ce qui était déjà installé est mis à jour. Un symbole que vous avez créé ou modifié reste tel quel, quel que soit son nom.</translation>
        </message>
        <message>
            <source>Remove what was installed</source>
            <translation>Retirer ce qui a été installé</translation>
        </message>
        <message>
            <source>Entries installed</source>
            <translation>Entrées installées</translation>
        </message>
        <message>
            <source>Entries removed</source>
            <translation>Entrées retirées</translation>
        </message>
        <message>
            <source>Load the layers of a sheet</source>
            <translation>Charger les couches d’une feuille</translation>
        </message>
        <message>
            <source>Loads the ecological continuities of a territory into the project: one group, styled, restricted to the territory, in printing order. An earlier group of the plugin is replaced; nothing else is touched.</source>
            <translation>Charge les continuités écologiques d’un territoire dans le projet : un groupe, avec ses styles, restreint au territoire, dans l’ordre d’impression. Un groupe précédent de l’extension est remplacé ; rien d’autre n’est modifié.</translation>
        </message>
        <message>
            <source>Objects within the territory</source>
            <translation>Objets sur le territoire</translation>
        </message>
        <message>
            <source>There is no project to load the layers into; open one (PROJECT_PATH on the command line).</source>
            <translation>Aucun projet n’est là pour recevoir les couches : ouvrez-en un (PROJECT_PATH en ligne de commande).</translation>
        </message>
        <message>
            <source>Territory</source>
            <translation>Territoire</translation>
        </message>
        <message>
            <source>INSEE code, SIREN code or exact name; several with commas between</source>
            <translation>Code INSEE, code SIREN ou nom exact ; plusieurs séparés par des virgules</translation>
        </message>
        <message>
            <source>Title of a selection of communes</source>
            <translation>Titre d’une sélection de communes</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Source</translation>
        </message>
        <message>
            <source>A file, a folder, postgres:connection, wfs:connection, project, profile:name; empty for the demonstration</source>
            <translation>Un fichier, un dossier, postgres:connexion, wfs:connexion, project, profile:nom ; vide pour la démonstration</translation>
        </message>
        <message>
            <source>Outside the territory</source>
            <translation>Hors du territoire</translation>
        </message>
        <message>
            <source>A name or a JSON file; empty to choose it by the data</source>
            <translation>Un nom ou un fichier JSON ; vide pour la choisir d’après les données</translation>
        </message>
        <message>
            <source>A name or a JSON file; several with commas between; empty to choose it by the data</source>
            <translation>Un nom ou un fichier JSON ; plusieurs séparés par des virgules ; vide pour la choisir d’après les données</translation>
        </message>
        <message>
            <source>Sheet definition</source>
            <translation>Définition de la feuille</translation>
        </message>
        <message>
            <source>The name of a set, a zip or a folder; empty for those of the user and the office</source>
            <translation>Le nom d’un jeu, un zip ou un dossier ; vide pour ceux de l’utilisateur et du service</translation>
        </message>
        <message>
            <source>Template</source>
            <translation>Modèle</translation>
        </message>
        <message>
            <source>A paper such as A3, a name or a .qpt file; empty to choose it by the territory's shape and the scale</source>
            <translation>Un format comme A3, un nom ou un fichier .qpt ; vide pour le choisir d’après la forme du territoire et l’échelle</translation>
        </message>
        <message>
            <source>Empty for the largest that fits</source>
            <translation>Vide pour la plus grande qui convient</translation>
        </message>
        <message>
            <source>Cartouche (a JSON file)</source>
            <translation>Cartouche (un fichier JSON)</translation>
        </message>
        <message>
            <source>Printed besides</source>
            <translation>Imprimé en plus</translation>
        </message>
        <message>
            <source>{names}, with commas between; none for nothing; empty for what the office says</source>
            <translation>{names}, séparés par des virgules ; none pour rien ; vide pour ce que dit le service</translation>
        </message>
        <message>
            <source>Draw letters as outlines</source>
            <translation>Vectoriser les textes</translation>
        </message>
        <message>
            <source>Layers that a viewer can switch (GeoPDF)</source>
            <translation>Couches activables dans la visionneuse (GeoPDF)</translation>
        </message>
        <message>
            <source>Allow pictures and files that the template reads</source>
            <translation>Autoriser les images et les fichiers que lit le modèle</translation>
        </message>
        <message>
            <source>Light base</source>
            <translation>Fond léger</translation>
        </message>
        <message>
            <source>A file, a folder, postgres:connection, wfs:connection, project, profile:name; none; empty for the one at hand</source>
            <translation>Un fichier, un dossier, postgres:connexion, wfs:connexion, project, profile:nom ; none pour aucun ; vide pour celui qui est disponible</translation>
        </message>
        <message>
            <source>Background</source>
            <translation>Fond de plan</translation>
        </message>
        <message>
            <source>One of {names}, a layer of the project or a file; empty for none</source>
            <translation>Parmi {names}, une couche du projet ou un fichier ; vide pour aucun</translation>
        </message>
        <message>
            <source>This algorithm takes one sheet, not several: “{sheets}”.</source>
            <translation>Cet algorithme prend une seule feuille et non plusieurs : « {sheets} ».</translation>
        </message>
        <message>
            <source>{label}: not in the source</source>
            <translation>{label} : absent de la source</translation>
        </message>
        <message>
            <source>Scale: {scale}</source>
            <translation>Échelle : {scale}</translation>
        </message>
        <message>
            <source>A name or a JSON file</source>
            <translation>Un nom ou un fichier JSON</translation>
        </message>
        <message>
            <source>Summarise a territory</source>
            <translation>Récapituler un territoire</translation>
        </message>
        <message>
            <source>Tells, for each class and sub-trame, the number of objects in a territory, their area or length inside it, measured on the ellipsoid, and the share of the territory that they cover; commune by commune for an EPCI or a selection. The file is CSV as French spreadsheets read it: UTF-8, semicolons, decimal commas. A folder gets a file of the usual name.</source>
            <translation>Donne, pour chaque classe et sous-trame, le nombre d’objets d’un territoire, leur surface ou leur longueur dans ce territoire, mesurée sur l’ellipsoïde, et la part qu’ils en couvrent ; commune par commune pour un EPCI ou un groupement. Le fichier est un CSV tel que le lisent les tableurs français : UTF-8, points-virgules, virgules décimales. Un dossier reçoit un fichier du nom usuel.</translation>
        </message>
        <message>
            <source>Summary</source>
            <translation>Récapitulatif</translation>
        </message>
        <message>
            <source>Codes or names; an EPCI for its communes, a département's code, all; or a CSV file</source>
            <translation>Codes ou noms ; un EPCI pour ses communes, le code d’un département, all ; ou un fichier CSV</translation>
        </message>
        <message>
            <source>Territories</source>
            <translation>Territoires</translation>
        </message>
        <message>
            <source>There is no file “{path}” with a list of territories.</source>
            <translation>Il n’y a pas de fichier « {path} » avec une liste de territoires.</translation>
        </message>
        <message>
            <source>Communes (empty for the embedded ones)</source>
            <translation>Communes (vide pour celles de l’extension)</translation>
        </message>
        <message>
            <source>EPCIs (empty for those of the communes)</source>
            <translation>EPCI (vide pour ceux des communes)</translation>
        </message>
        <message>
            <source>Layer of the communes, of a source of several</source>
            <translation>Couche des communes, si la source en a plusieurs</translation>
        </message>
        <message>
            <source>Layer of the EPCIs, of a source of several</source>
            <translation>Couche des EPCI, si la source en a plusieurs</translation>
        </message>
        <message>
            <source>Field of the communes' codes</source>
            <translation>Champ des codes des communes</translation>
        </message>
        <message>
            <source>Field of the EPCIs' codes</source>
            <translation>Champ des codes des EPCI</translation>
        </message>
        <message>
            <source>Field of the communes' names</source>
            <translation>Champ des noms des communes</translation>
        </message>
        <message>
            <source>Field of the EPCIs' names</source>
            <translation>Champ des noms des EPCI</translation>
        </message>
        <message>
            <source>“{parameter}” is given, but “{source}” names no source to choose from.</source>
            <translation>« {parameter} » est donné, mais « {source} » ne nomme pas de source où choisir.</translation>
        </message>
        <message>
            <source>Choose a file, a folder or a connection</source>
            <translation>Choisir un fichier, un dossier ou une connexion</translation>
        </message>
    </context>
    <context>
        <name>Asking</name>
        <message>
            <source>“{folder}” already holds {files}. Replace?</source>
            <translation>« {folder} » contient déjà {files}. Remplacer ?</translation>
        </message>
        <message>
            <source>&amp;Keep</source>
            <translation>&amp;Conserver</translation>
        </message>
        <message>
            <source>&amp;Drop</source>
            <translation>&amp;Abandonner</translation>
        </message>
    </context>
    <context>
        <name>Atlas</name>
        <message>
            <source>A layer could not be read: {reason}</source>
            <translation>Une couche n’a pas pu être lue : {reason}</translation>
        </message>
        <message>
            <source>The template “{template}” has a table, which QGIS's atlas does not fill: choose another template.</source>
            <translation>Le modèle « {template} » a un tableau, que l’atlas de QGIS ne remplit pas : choisissez un autre modèle.</translation>
        </message>
        <message>
            <source>{territory} is mapped in {crs}, the others are not: make an atlas of its own.</source>
            <translation>{territory} est cartographié en {crs}, les autres non : faites-en un atlas à part.</translation>
        </message>
        <message>
            <source>The template “{template}” is not the same for {territory} as for the others: export its sheet.</source>
            <translation>Le modèle « {template} » n’est pas le même pour {territory} que pour les autres : exportez sa feuille.</translation>
        </message>
        <message>
            <source>No territory can be published.</source>
            <translation>Aucun territoire ne peut être publié.</translation>
        </message>
        <message>
            <source>The project “{path}” cannot be written: {reason}</source>
            <translation>Le projet « {path} » ne peut pas être écrit : {reason}</translation>
        </message>
        <message>
            <source>Map</source>
            <translation>Carte</translation>
        </message>
        <message>
            <source>Situation</source>
            <translation>Situation</translation>
        </message>
        <message>
            <source>Legend</source>
            <translation>Légende</translation>
        </message>
        <message>
            <source>Pages</source>
            <translation>Pages</translation>
        </message>
        <message>
            <source>The pages of an atlas have no light base: only the sheets that the plugin itself prints have one.</source>
            <translation>Les pages d’un atlas n’ont pas de fond léger : seules les feuilles que l’extension imprime elle-même en ont un.</translation>
        </message>
        <message>
            <source>An atlas has a page for each commune, and none for {territory}: export its sheet.</source>
            <translation>Un atlas a une page par commune, et aucune pour {territory} : exportez sa feuille.</translation>
        </message>
        <message>
            <source>The list names no territory: give codes or names, one a line.</source>
            <translation>La liste ne nomme aucun territoire : donnez des codes ou des noms, un par ligne.</translation>
        </message>
        <message>
            <source>The data of the atlas cannot be written: {reason}.</source>
            <translation>Les données de l’atlas ne peuvent pas être écrites : {reason}.</translation>
        </message>
    </context>
    <context>
        <name>Background</name>
        <message>
            <source>QGIS cannot read it.</source>
            <translation>QGIS ne peut pas le lire.</translation>
        </message>
        <message>
            <source>it has no coordinate system; set one in its properties.</source>
            <translation>il n’a pas de système de coordonnées ; indiquez-en un dans ses propriétés.</translation>
        </message>
        <message>
            <source>its address may hold a password or a key, and a saved project would hold it too; let QGIS's authentication keep it.</source>
            <translation>son adresse contient peut-être un mot de passe ou une clé, qu’un projet enregistré garderait aussi ; confiez-les à l’authentification de QGIS.</translation>
        </message>
        <message>
            <source>The background “{name}” is left out: {reason}</source>
            <translation>Le fond de plan « {name} » n’est pas imprimé : {reason}</translation>
        </message>
        <message>
            <source>an address of tiles begins with http and has {z}, {x} and {y} or {-y}</source>
            <translation>une adresse de tuiles commence par http et contient {z}, {x} et {y} ou {-y}</translation>
        </message>
        <message>
            <source>more than one layer of the project has this name.</source>
            <translation>plusieurs couches du projet portent ce nom.</translation>
        </message>
        <message>
            <source>only a raster or a vector layer can be one.</source>
            <translation>seule une couche raster ou vectorielle convient.</translation>
        </message>
        <message>
            <source>its data is not available.</source>
            <translation>ses données ne sont pas disponibles.</translation>
        </message>
        <message>
            <source>The background “{name}” is unknown: it is none of {names}, no layer of the project and no file.</source>
            <translation>Le fond de plan « {name} » est inconnu : ce n’est ni l’un des fonds {names}, ni une couche du projet, ni un fichier.</translation>
        </message>
        <message>
            <source>it shows nothing here; it may not cover this place, or not this scale.</source>
            <translation>il n’affiche rien ici ; il ne couvre peut-être pas ce lieu ou cette échelle.</translation>
        </message>
        <message>
            <source>its projection does not reach this place.</source>
            <translation>sa projection ne s’étend pas jusqu’ici.</translation>
        </message>
        <message>
            <source>The background “{name}” covers only a part of the map; the rest of it stays white.</source>
            <translation>Le fond de plan « {name} » ne couvre qu’une partie de la carte ; le reste demeure blanc.</translation>
        </message>
        <message>
            <source>Cancelled.</source>
            <translation>Annulé.</translation>
        </message>
        <message>
            <source>it takes too long to come.</source>
            <translation>il met trop de temps à arriver.</translation>
        </message>
        <message>
            <source>QGIS cannot draw it ({reason}).</source>
            <translation>QGIS ne peut pas le dessiner ({reason}).</translation>
        </message>
        <message>
            <source>its picture cannot be written to “{path}” ({reason}).</source>
            <translation>son image ne peut pas être écrite dans « {path} » ({reason}).</translation>
        </message>
        <message>
            <source>its server answers with the error {status}.</source>
            <translation>son serveur répond par l’erreur {status}.</translation>
        </message>
        <message>
            <source>its server cannot be reached.</source>
            <translation>son serveur est injoignable.</translation>
        </message>
        <message>
            <source>what its server sends is no picture.</source>
            <translation>ce que son serveur envoie n’est pas une image.</translation>
        </message>
    </context>
    <context>
        <name>Base</name>
        <message>
            <source>The light base “{name}” is left out: {reason}</source>
            <translation>Le fond léger « {name} » est laissé de côté : {reason}</translation>
        </message>
        <message>
            <source>The light base is drawn without {labels}: {reason}</source>
            <translation>Le fond léger est dessiné sans {labels} : {reason}</translation>
        </message>
    </context>
    <context>
        <name>Cartouche</name>
        <message>
            <source>There is no office “{name}”, so that of the département is printed: {count} are known, such as {names}.</source>
            <translation>Il n’y a pas de service « {name} » ; celui du département est imprimé : {count} sont connus, comme {names}.</translation>
        </message>
        <message>
            <source>The logo would replace “{path}”, which is none of this cartouche: choose another name.</source>
            <translation>Le logo remplacerait « {path} », qui n’appartient pas à ce cartouche : choisissez un autre nom.</translation>
        </message>
        <message>
            <source>The cartouche file “{path}” cannot be written: {reason}.</source>
            <translation>Le fichier de cartouche « {path} » ne peut pas être écrit : {reason}.</translation>
        </message>
        <message>
            <source>The cartouche file “{path}” cannot be removed: {reason}.</source>
            <translation>Le fichier de cartouche « {path} » ne peut pas être supprimé : {reason}.</translation>
        </message>
        <message>
            <source>Drop what was changed here?</source>
            <translation>Abandonner ce qui a été modifié ici ?</translation>
        </message>
        <message>
            <source>All sheets are exported: they are counted</source>
            <translation>Toutes les feuilles sont exportées : elles sont comptées</translation>
        </message>
        <message>
            <source>Texts</source>
            <translation>Textes</translation>
        </message>
        <message>
            <source>The sheet as it will be printed</source>
            <translation>La feuille telle qu’elle sera imprimée</translation>
        </message>
        <message>
            <source>Turn the wheel to zoom, drag to move, double-click to look from near or at the whole sheet</source>
            <translation>Tourner la molette pour zoomer, glisser pour déplacer, double-cliquer pour voir de près ou la feuille entière</translation>
        </message>
        <message>
            <source>that of the data</source>
            <translation>celle des données</translation>
        </message>
        <message>
            <source>The other texts are those of {office}: Settings ▸ Options ▸ SRCE PAC</source>
            <translation>Les autres textes sont ceux de {office} : Préférences ▸ Options ▸ SRCE PAC</translation>
        </message>
        <message>
            <source>No office is set: Settings ▸ Options ▸ SRCE PAC</source>
            <translation>Aucun service n’est défini : Préférences ▸ Options ▸ SRCE PAC</translation>
        </message>
        <message>
            <source>&amp;Open…</source>
            <translation>&amp;Ouvrir…</translation>
        </message>
        <message>
            <source>Sa&amp;ve…</source>
            <translation>&amp;Enregistrer…</translation>
        </message>
        <message>
            <source>&amp;Back to the office's texts</source>
            <translation>Revenir aux textes du servi&amp;ce</translation>
        </message>
        <message numerus="yes">
            <source>The file that was opened says %n more that cannot be changed here</source>
            <translation>
                <numerusform>Le fichier ouvert fixe %n autre texte, qui ne se change pas ici</numerusform>
                <numerusform>Le fichier ouvert fixe %n autres textes, qui ne se changent pas ici</numerusform>
            </translation>
        </message>
        <message>
            <source>Open a cartouche</source>
            <translation>Ouvrir un cartouche</translation>
        </message>
        <message>
            <source>Save the cartouche</source>
            <translation>Enregistrer le cartouche</translation>
        </message>
        <message>
            <source>As the sheet says</source>
            <translation>Comme le dit la feuille</translation>
        </message>
        <message>
            <source>Printed</source>
            <translation>Imprimé</translation>
        </message>
        <message>
            <source>All sheets of {office}</source>
            <translation>Toutes les feuilles de {office}</translation>
        </message>
        <message>
            <source>Sheet</source>
            <translation>Feuille</translation>
        </message>
        <message>
            <source>This export</source>
            <translation>Cet export</translation>
        </message>
        <message>
            <source>Whose texts are changed: those of one export go before</source>
            <translation>À qui sont les textes modifiés ; ceux d’un export l’emportent</translation>
        </message>
        <message>
            <source>&amp;Keep for the office</source>
            <translation>&amp;Garder pour le service</translation>
        </message>
        <message>
            <source>Print these texts on all sheets of the office from now on; they are kept with OK</source>
            <translation>Imprimer désormais ces textes sur toutes les feuilles du service ; OK les enregistre</translation>
        </message>
        <message>
            <source>R&amp;eset all texts</source>
            <translation>Réta&amp;blir tous les textes</translation>
        </message>
        <message>
            <source>Texts &amp;for</source>
            <translation>Textes pou&amp;r</translation>
        </message>
        <message>
            <source>Reset: {text}</source>
            <translation>Rétablir : {text}</translation>
        </message>
        <message>
            <source>{name} (changed)</source>
            <translation>{name} (modifié)</translation>
        </message>
        <message>
            <source>A text has at most {most} characters; this one was not taken.</source>
            <translation>Un texte compte au plus {most} caractères ; celui-ci n’a pas été repris.</translation>
        </message>
        <message>
            <source>Family</source>
            <translation>Famille</translation>
        </message>
        <message>
            <source>Title</source>
            <translation>Titre</translation>
        </message>
        <message>
            <source>S&amp;ubtitle</source>
            <translation>So&amp;us-titre</translation>
        </message>
        <message>
            <source>Title of the te&amp;xt</source>
            <translation>Titre du te&amp;xte</translation>
        </message>
        <message>
            <source>Bod&amp;y of the text</source>
            <translation>Corps du texte</translation>
        </message>
        <message>
            <source>Title of the NOTA</source>
            <translation>Titre du NOTA</translation>
        </message>
        <message>
            <source>NOT&amp;A</source>
            <translation>NOT&amp;A</translation>
        </message>
        <message>
            <source>Noti&amp;ce</source>
            <translation>Avertisseme&amp;nt</translation>
        </message>
        <message>
            <source>Title of the legend</source>
            <translation>Titre de la légende</translation>
        </message>
        <message>
            <source>Labels of the le&amp;gend</source>
            <translation>&amp;Libellés de la légende</translation>
        </message>
        <message>
            <source>Cartouche</source>
            <translation>Cartouche</translation>
        </message>
    </context>
    <context>
        <name>CartoucheForm</name>
        <message>
            <source>Cartouche</source>
            <translation>Cartouche</translation>
        </message>
        <message>
            <source>&amp;Status</source>
            <translation>&amp;Statut</translation>
        </message>
        <message>
            <source>&amp;Procedure</source>
            <translation>&amp;Procédure</translation>
        </message>
        <message>
            <source>Sheet &amp;word</source>
            <translation>&amp;Mot de la feuille</translation>
        </message>
        <message>
            <source>&amp;Number</source>
            <translation>&amp;Numéro</translation>
        </message>
        <message>
            <source>&amp;Total</source>
            <translation>&amp;Total</translation>
        </message>
        <message>
            <source>The word before the number of the sheet, for instance CARTE : or PLAN</source>
            <translation>Le mot devant le numéro de la feuille, par exemple CARTE : ou PLAN</translation>
        </message>
        <message>
            <source>Date &amp;label</source>
            <translation>&amp;Libellé de la date</translation>
        </message>
        <message>
            <source>&amp;Date</source>
            <translation>&amp;Date</translation>
        </message>
        <message>
            <source>Any text, for instance a month or a day; empty for the date of the data</source>
            <translation>Un texte libre, par exemple un mois ou un jour ; vide pour la date des données</translation>
        </message>
        <message>
            <source>Print the not&amp;ice</source>
            <translation>&amp;Imprimer l’avertissement</translation>
        </message>
        <message>
            <source>The sentence on what became of the document, for instance its annulment</source>
            <translation>La phrase sur le sort du document, par exemple son annulation</translation>
        </message>
        <message>
            <source>W&amp;hole sheet</source>
            <translation>&amp;Feuille entière</translation>
        </message>
        <message>
            <source>&amp;Zoomed in</source>
            <translation>De près</translation>
        </message>
    </context>
    <context>
        <name>Central</name>
        <message>
            <source>it stands in “locked” as well</source>
            <translation>elle figure aussi dans « locked »</translation>
        </message>
    </context>
    <context>
        <name>Contents</name>
        <message>
            <source>The filter of “{layer}” is no expression: {reason}.</source>
            <translation>Le filtre de « {layer} » n’est pas une expression valable : {reason}.</translation>
        </message>
        <message>
            <source>The layer “{layer}” has no field “{field}”; its fields are: {known}.</source>
            <translation>La couche « {layer} » n’a pas de champ « {field} » ; ses champs sont : {known}.</translation>
        </message>
    </context>
    <context>
        <name>Copying</name>
        <message>
            <source>“{path}” cannot be written: {reason}.</source>
            <translation>« {path} » ne peut pas être écrit : {reason}.</translation>
        </message>
        <message>
            <source>The layer “{layer}” did not come whole: its service broke off, or answered with something else. Try again later.</source>
            <translation>La couche « {layer} » n’est pas arrivée entière : son service s’est interrompu ou a répondu autre chose. Réessayez plus tard.</translation>
        </message>
        <message>
            <source>{refusal} What was read of it on {date} is drawn.</source>
            <translation>{refusal} Ce qui en avait été lu le {date} est dessiné.</translation>
        </message>
        <message>
            <source>The layer “{layer}” did not come within {seconds} seconds.</source>
            <translation>La couche « {layer} » n’est pas arrivée en {seconds} secondes.</translation>
        </message>
        <message>
            <source>The layer “{layer}” cannot be copied: {reason}.</source>
            <translation>La couche « {layer} » ne peut pas être copiée : {reason}.</translation>
        </message>
        <message>
            <source>The layer “{layer}” is too large: its service has sent {size} MB so far. Download it, or ask for a smaller territory.</source>
            <translation>La couche « {layer} » est trop grande : son service en a déjà envoyé {size} Mo. Téléchargez-la, ou demandez un territoire plus petit.</translation>
        </message>
        <message>
            <source>The layer “{layer}” did not come whole: its service has more objects there than the {count} that came. Try again later.</source>
            <translation>La couche « {layer} » n’est pas arrivée entière : son service y compte plus d’objets que les {count} reçus. Réessayez plus tard.</translation>
        </message>
    </context>
    <context>
        <name>Disk</name>
        <message>
            <source>it takes {size}, and the disk has only {free} left</source>
            <translation>il lui faut {size}, et il ne reste que {free} sur le disque</translation>
        </message>
        <message>
            <source>there is too little room on the disk, {size}</source>
            <translation>il reste trop peu de place sur le disque, {size}</translation>
        </message>
        <message>
            <source>it is open in another program, close it there</source>
            <translation>il est ouvert dans un autre programme, fermez-le</translation>
        </message>
        <message>
            <source>the network drive does not answer</source>
            <translation>le lecteur réseau ne répond pas</translation>
        </message>
        <message>
            <source>access is denied</source>
            <translation>l’accès est refusé</translation>
        </message>
        <message>
            <source>the file is read-only, choose another name</source>
            <translation>le fichier est en lecture seule, choisissez un autre nom</translation>
        </message>
        <message>
            <source>you have no right to write in that folder</source>
            <translation>vous n’avez pas le droit d’écrire dans ce dossier</translation>
        </message>
        <message>
            <source>a file of this name is there</source>
            <translation>un fichier porte déjà ce nom</translation>
        </message>
        <message>
            <source>a folder of this name is there</source>
            <translation>un dossier porte déjà ce nom</translation>
        </message>
        <message>
            <source>its folder is gone</source>
            <translation>son dossier n’existe plus</translation>
        </message>
        <message>
            <source>there is no such file or folder</source>
            <translation>ce fichier ou ce dossier n’existe pas</translation>
        </message>
        <message>
            <source>the disk is full, make room on it</source>
            <translation>le disque est plein, faites-y de la place</translation>
        </message>
        <message>
            <source>the disk takes no such name</source>
            <translation>le disque n’accepte pas un tel nom</translation>
        </message>
        <message>
            <source>your quota on the disk is used up</source>
            <translation>votre quota sur le disque est épuisé</translation>
        </message>
        <message>
            <source>the disk can only be read</source>
            <translation>le disque est en lecture seule</translation>
        </message>
        <message>
            <source>the name is too long</source>
            <translation>le nom est trop long</translation>
        </message>
        <message>
            <source>a part of its path is no folder</source>
            <translation>une partie de son chemin n’est pas un dossier</translation>
        </message>
        <message>
            <source>too many files are open</source>
            <translation>trop de fichiers sont ouverts</translation>
        </message>
        <message>
            <source>the disk is full, or takes no file of that size</source>
            <translation>le disque est plein, ou n’accepte pas de fichier de cette taille</translation>
        </message>
        <message>
            <source>the disk is faulty or was taken away</source>
            <translation>le disque est en panne ou a été retiré</translation>
        </message>
        <message>
            <source>its links lead in a circle</source>
            <translation>ses liens tournent en rond</translation>
        </message>
        <message>
            <source>there is not enough memory</source>
            <translation>la mémoire ne suffit pas</translation>
        </message>
    </context>
    <context>
        <name>Dock</name>
        <message>
            <source>Hidden</source>
            <translation>Masqué</translation>
        </message>
        <message>
            <source>Dimmed</source>
            <translation>Estompé</translation>
        </message>
        <message>
            <source>Shown</source>
            <translation>Affiché</translation>
        </message>
        <message>
            <source>with table</source>
            <translation>avec tableau</translation>
        </message>
        <message>
            <source>Name, INSEE or SIREN code</source>
            <translation>Nom, code INSEE ou code SIREN</translation>
        </message>
        <message>
            <source>As the office says</source>
            <translation>Selon le service</translation>
        </message>
        <message>
            <source>No commune of the loaded territories lies there.</source>
            <translation>Aucune commune des territoires chargés ne se trouve là.</translation>
        </message>
        <message>
            <source>Nothing</source>
            <translation>Rien</translation>
        </message>
        <message>
            <source>Commune</source>
            <translation>Commune</translation>
        </message>
        <message>
            <source>EPCI</source>
            <translation>EPCI</translation>
        </message>
        <message>
            <source>Selection</source>
            <translation>Sélection</translation>
        </message>
        <message numerus="yes">
            <source>%n communes</source>
            <translation>
                <numerusform>%n commune</numerusform>
                <numerusform>%n communes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{number} inhabitants</source>
            <translation>
                <numerusform>{number} habitant</numerusform>
                <numerusform>{number} habitants</numerusform>
            </translation>
        </message>
        <message>
            <source>landscape</source>
            <translation>paysage</translation>
        </message>
        <message>
            <source>portrait</source>
            <translation>portrait</translation>
        </message>
        <message>
            <source>By the data</source>
            <translation>Selon les données</translation>
        </message>
        <message>
            <source>Key figures</source>
            <translation>Chiffres clés</translation>
        </message>
        <message>
            <source>Index of communes</source>
            <translation>Index des communes</translation>
        </message>
        <message>
            <source>Ticks of the coordinates</source>
            <translation>Amorces des coordonnées</translation>
        </message>
        <message>
            <source>Fold marks</source>
            <translation>Repères de pliage</translation>
        </message>
        <message>
            <source>QR code of the data's page</source>
            <translation>Code QR de la page des données</translation>
        </message>
        <message>
            <source>Status</source>
            <translation>Statut</translation>
        </message>
        <message>
            <source>Procedure</source>
            <translation>Procédure</translation>
        </message>
        <message>
            <source>Sheet word</source>
            <translation>Mot de la feuille</translation>
        </message>
        <message>
            <source>Number</source>
            <translation>Numéro</translation>
        </message>
        <message>
            <source>Total</source>
            <translation>Total</translation>
        </message>
        <message>
            <source>Date label</source>
            <translation>Libellé de la date</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>Date</translation>
        </message>
        <message>
            <source>Notice</source>
            <translation>Avertissement</translation>
        </message>
        <message>
            <source>Printed besides</source>
            <translation>Imprimé en plus</translation>
        </message>
        <message>
            <source>Title</source>
            <translation>Titre</translation>
        </message>
        <message>
            <source>Subtitle</source>
            <translation>Sous-titre</translation>
        </message>
        <message>
            <source>Title of the text</source>
            <translation>Titre du texte</translation>
        </message>
        <message>
            <source>Text</source>
            <translation>Texte</translation>
        </message>
        <message>
            <source>NOTA</source>
            <translation>NOTA</translation>
        </message>
        <message>
            <source>Keep</source>
            <translation>Conserver</translation>
        </message>
        <message>
            <source>Drop</source>
            <translation>Abandonner</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>{territory}: not loaded – download…</source>
            <translation>{territory} : non chargé – télécharger…</translation>
        </message>
        <message>
            <source>More…</source>
            <translation>Plus…</translation>
        </message>
        <message>
            <source>Typed for {territory}:</source>
            <translation>Saisi pour {territory} :</translation>
        </message>
        <message numerus="yes">
            <source>Carto&amp;uche… (%n changed)</source>
            <translation>
                <numerusform>Cartouc&amp;he… (%n modification)</numerusform>
                <numerusform>Cartouc&amp;he… (%n modifications)</numerusform>
            </translation>
        </message>
        <message>
            <source>Carto&amp;uche…</source>
            <translation>Cartouc&amp;he…</translation>
        </message>
        <message>
            <source>Print this for {territory} as well?</source>
            <translation>L’imprimer aussi pour {territory} ?</translation>
        </message>
        <message>
            <source>All sheets, numbered</source>
            <translation>Toutes les feuilles, numérotées</translation>
        </message>
        <message>
            <source>Usual styles</source>
            <translation>Styles habituels</translation>
        </message>
        <message>
            <source>Fictitious demonstration</source>
            <translation>Démonstration fictive</translation>
        </message>
        <message>
            <source>By its shape</source>
            <translation>Selon sa forme</translation>
        </message>
        <message>
            <source>None</source>
            <translation>Aucun</translation>
        </message>
        <message>
            <source>At hand</source>
            <translation>À disposition</translation>
        </message>
        <message>
            <source>Largest that fits</source>
            <translation>La plus grande</translation>
        </message>
        <message>
            <source>Choose one sheet for this; all sheets can only be exported</source>
            <translation>Choisir pour cela une seule feuille ; toutes ensemble ne peuvent qu’être exportées</translation>
        </message>
        <message>
            <source>Load the layers of the territory into the project, in place of those of the territory before</source>
            <translation>Charger les couches du territoire dans le projet, à la place de celles du territoire précédent</translation>
        </message>
        <message>
            <source>Open the filled layout in the layout designer, with layers of its own</source>
            <translation>Ouvrir la mise en page remplie dans l’éditeur de mise en page, avec ses propres couches</translation>
        </message>
        <message>
            <source>Data profile “{name}”</source>
            <translation>Profil de données « {name} »</translation>
        </message>
        <message>
            <source>{class}
The source does not hold this class</source>
            <translation>{class}
La source ne contient pas cette classe</translation>
        </message>
        <message>
            <source>{class}
A double click zooms to its objects</source>
            <translation>{class}
Un double-clic zoome sur ses objets</translation>
        </message>
        <message>
            <source>&amp;Zoom to its objects</source>
            <translation>&amp;Zoomer sur ses objets</translation>
        </message>
        <message>
            <source>SRCE PAC</source>
            <translation>SRCE PAC</translation>
        </message>
        <message>
            <source>Summary</source>
            <translation>Récapitulatif</translation>
        </message>
        <message>
            <source>Export the sheet</source>
            <translation>Exporter la feuille</translation>
        </message>
        <message>
            <source>Export the layout as it stands</source>
            <translation>Exporter la mise en page telle quelle</translation>
        </message>
        <message>
            <source>Folder for the sheets</source>
            <translation>Dossier des feuilles</translation>
        </message>
        <message>
            <source>The territories of the plugin take their place.</source>
            <translation>Les territoires de l’extension les remplacent.</translation>
        </message>
        <message>
            <source>No layer of “{source}” was chosen: the earlier territories stay. Choose one in Settings ▸ Options ▸ SRCE PAC.</source>
            <translation>Aucune couche de « {source} » n’a été choisie : les territoires d’avant restent. Choisissez-en une dans Préférences ▸ Options ▸ SRCE PAC.</translation>
        </message>
        <message>
            <source>Export “{layout}”…</source>
            <translation>Exporter « {layout} »…</translation>
        </message>
        <message>
            <source>Print this layout as it stands, with what was edited in it</source>
            <translation>Imprimer cette mise en page telle quelle, avec ce qui y a été modifié</translation>
        </message>
        <message>
            <source>The project has no layout of the plugin; Layout… makes one</source>
            <translation>Le projet n’a aucune mise en page de l’extension ; Mise en page… en crée une</translation>
        </message>
        <message>
            <source>The map of {territory} shows other styles than are printed.</source>
            <translation>La carte de {territory} montre d’autres styles que ceux qui sont imprimés.</translation>
        </message>
        <message>
            <source>Load again</source>
            <translation>Recharger</translation>
        </message>
        <message>
            <source>Printed with your changes on the map.</source>
            <translation>Imprimé avec vos changements sur la carte.</translation>
        </message>
        <message>
            <source>Drop them</source>
            <translation>Les abandonner</translation>
        </message>
        <message>
            <source>Your changes on the map of {territory} are not printed.</source>
            <translation>Vos changements sur la carte de {territory} ne sont pas imprimés.</translation>
        </message>
        <message>
            <source>Limits, names and surroundings are printed as the sheet has them, not as you changed them.</source>
            <translation>Les limites, les noms et les alentours sont imprimés tels que la feuille les définit, non comme vous les avez changés.</translation>
        </message>
        <message>
            <source>Your filters are not printed: {layers}.</source>
            <translation>Vos filtres ne sont pas imprimés : {layers}.</translation>
        </message>
        <message>
            <source>The map of {before} has your changes:
{changes}

Keep them for {next}?</source>
            <translation>La carte de {before} porte vos changements :
{changes}

Les conserver pour {next} ?</translation>
        </message>
        <message>
            <source>Your changed layers stay in the group “{group}”, which is not drawn any more.</source>
            <translation>Vos couches modifiées restent dans le groupe « {group} », qui n’est plus dessiné.</translation>
        </message>
        <message>
            <source>{layer}: hidden</source>
            <translation>{layer} : masquée</translation>
        </message>
        <message>
            <source>{layer}: style</source>
            <translation>{layer} : style</translation>
        </message>
        <message>
            <source>Order of the layers</source>
            <translation>Ordre des couches</translation>
        </message>
        <message>
            <source>No light base</source>
            <translation>Sans fond léger</translation>
        </message>
        <message>
            <source>your changes of the classes on the map</source>
            <translation>vos changements des classes sur la carte</translation>
        </message>
        <message numerus="yes">
            <source>Recognised: {schema}, {count} classes</source>
            <translation>
                <numerusform>Reconnu : {schema}, {count} classe</numerusform>
                <numerusform>Reconnu : {schema}, {count} classes</numerusform>
            </translation>
        </message>
        <message>
            <source>Ecological data</source>
            <translation>Données écologiques</translation>
        </message>
        <message>
            <source>Ope&amp;n data…</source>
            <translation>Données &amp;ouvertes…</translation>
        </message>
        <message>
            <source>&amp;Data profile…</source>
            <translation>P&amp;rofil de données…</translation>
        </message>
        <message>
            <source>Go on &amp;without</source>
            <translation>Continuer &amp;sans</translation>
        </message>
        <message>
            <source>&amp;Allow</source>
            <translation>&amp;Autoriser</translation>
        </message>
        <message>
            <source>The template “{template}” is not the plugin's own and wants to read:

{reads}

May it? The answer is kept until the template is changed, or taken back in Settings ▸ Options ▸ SRCE PAC.</source>
            <translation>Le modèle « {template} » n’est pas fourni avec l’extension et veut lire :

{reads}

Le peut-il ? La réponse est gardée tant que le modèle ne change pas, ou jusqu’à ce qu’elle soit reprise dans Préférences ▸ Options ▸ SRCE PAC.</translation>
        </message>
        <message>
            <source>No territory chosen</source>
            <translation>Aucun territoire choisi</translation>
        </message>
        <message>
            <source>back to {commune}</source>
            <translation>retour à {commune}</translation>
        </message>
        <message>
            <source>Type the name or the code of a commune or an EPCI above, then press Enter; or begin with {example}, a commune of the demonstration.</source>
            <translation>Tapez ci-dessus le nom ou le code d’une commune ou d’un EPCI, puis Entrée ; ou commencez par {example}, une commune de la démonstration.</translation>
        </message>
        <message>
            <source>Press “Export…”, and choose where the sheet goes.</source>
            <translation>Cliquez sur « Exporter… », et choisissez où enregistrer la feuille.</translation>
        </message>
        <message>
            <source>The demonstration is made of fictitious data: it shows how a sheet looks, and says nothing about the place.</source>
            <translation>La démonstration est faite de données fictives : elle montre l’aspect d’une feuille, et ne dit rien du lieu.</translation>
        </message>
        <message>
            <source>Use your own data…</source>
            <translation>Utiliser vos propres données…</translation>
        </message>
        <message>
            <source>Download the open data of your département…</source>
            <translation>Télécharger les données ouvertes de votre département…</translation>
        </message>
        <message>
            <source>User guide</source>
            <translation>Guide d’utilisation</translation>
        </message>
        <message>
            <source>Your first sheet</source>
            <translation>Votre première feuille</translation>
        </message>
    </context>
    <context>
        <name>Dossier</name>
        <message>
            <source>The template “{name}” has no item with the ID “{id}”, within which the lists of a dossier stand.</source>
            <translation>Le modèle « {name} » n’a pas d’objet portant l’identifiant « {id} », dans lequel les listes d’un dossier prennent place.</translation>
        </message>
    </context>
    <context>
        <name>Download</name>
        <message>
            <source>“{path}” cannot be written: {reason}.</source>
            <translation>« {path} » ne peut pas être écrit : {reason}.</translation>
        </message>
        <message>
            <source>The zip file {url} ends too early where it comes from: try again later.</source>
            <translation>Le fichier zip {url} est tronqué à la source : réessayez plus tard.</translation>
        </message>
        <message>
            <source>What {url} sends is no zip file but, it seems, a web page: log in to the network, or look for the new address at its publisher.</source>
            <translation>Ce qu’envoie {url} n’est pas un fichier zip mais, semble-t-il, une page web : identifiez-vous sur le réseau, ou cherchez la nouvelle adresse chez le producteur.</translation>
        </message>
        <message>
            <source>What {url} sends is not the file that was expected: its SHA-256 sum is another one. Its publisher may have replaced it.</source>
            <translation>Ce qu’envoie {url} n’est pas le fichier attendu : son empreinte SHA-256 est différente. Son producteur l’a peut-être remplacé.</translation>
        </message>
        <message>
            <source>The zip file of {url} is damaged; download it again.</source>
            <translation>Le fichier zip de {url} est endommagé ; téléchargez-le à nouveau.</translation>
        </message>
        <message>
            <source>The zip file of {url} holds “{name}”, which would lead out of its folder: it is not used.</source>
            <translation>Le fichier zip de {url} contient « {name} », qui mènerait hors de son dossier : il n’est pas utilisé.</translation>
        </message>
        <message>
            <source>The zip file of {url} unpacks to {size} in {count} files, which is more than is taken without asking.</source>
            <translation>Le fichier zip de {url} se décompresse en {size} dans {count} fichiers, plus que ce qui est pris sans demander.</translation>
        </message>
        <message>
            <source>{url} sends {size}, which is more than is taken without asking.</source>
            <translation>{url} envoie {size}, plus que ce qui est pris sans demander.</translation>
        </message>
        <message>
            <source>{url} has sent {size} and goes on, which is more than is taken without asking.</source>
            <translation>{url} a envoyé {size} et continue, plus que ce qui est pris sans demander.</translation>
        </message>
        <message>
            <source>There is no file at {url} (error {status}); look for its new address on the pages of its publisher.</source>
            <translation>Il n’y a pas de fichier à l’adresse {url} (erreur {status}) ; cherchez sa nouvelle adresse sur les pages du producteur.</translation>
        </message>
        <message>
            <source>The server of {url} answers with the error {status}; try again later.</source>
            <translation>Le serveur de {url} répond par l’erreur {status} ; réessayez plus tard.</translation>
        </message>
        <message>
            <source>The download of {url} broke off after {size}; resume it to go on from there.</source>
            <translation>Le téléchargement de {url} s’est interrompu après {size} ; reprenez-le pour continuer à partir de là.</translation>
        </message>
        <message>
            <source>The server of {url} sends nothing or next to nothing; try again later.</source>
            <translation>Le serveur de {url} n’envoie rien ou presque ; réessayez plus tard.</translation>
        </message>
        <message>
            <source>{url} cannot be reached ({reason}); check the connection and the proxy in the options of QGIS.</source>
            <translation>{url} est injoignable ({reason}) ; vérifiez la connexion, et le proxy dans les options de QGIS.</translation>
        </message>
        <message>
            <source>What {url} sends is not the file that was expected: {actual} bytes in the place of {size}. Its publisher may have replaced it.</source>
            <translation>Ce qu’envoie {url} n’est pas le fichier attendu : {actual} octets au lieu de {size}. Son producteur l’a peut-être remplacé.</translation>
        </message>
        <message>
            <source>Cancelled.</source>
            <translation>Annulé.</translation>
        </message>
    </context>
    <context>
        <name>Export</name>
        <message>
            <source>“{path}” cannot be written: {reason}.</source>
            <translation>« {path} » ne peut pas être écrit : {reason}.</translation>
        </message>
        <message>
            <source>The folder “{path}” cannot be made: {reason}.</source>
            <translation>Le dossier « {path} » ne peut pas être créé : {reason}.</translation>
        </message>
        <message>
            <source>“{path}” is no file that can be written: its name must end with {endings}.</source>
            <translation>« {path} » n’est pas un fichier que l’on peut écrire : son nom doit finir par {endings}.</translation>
        </message>
        <message>
            <source>“{path}” is one of the files that are read here: choose another name.</source>
            <translation>« {path} » est l’un des fichiers lus ici : choisissez un autre nom.</translation>
        </message>
        <message>
            <source>it holds a line break or a control character</source>
            <translation>il contient un saut de ligne ou un caractère de contrôle</translation>
        </message>
        <message>
            <source>it must not end with a dot or a blank</source>
            <translation>il ne doit finir ni par un point ni par une espace</translation>
        </message>
        <message>
            <source>there must be something before its ending</source>
            <translation>il faut quelque chose devant son extension</translation>
        </message>
        <message>
            <source>Windows calls a device so</source>
            <translation>Windows nomme ainsi un périphérique</translation>
        </message>
        <message>
            <source>Windows takes none of {characters}</source>
            <translation>Windows n’accepte aucun de {characters}</translation>
        </message>
        <message>
            <source>it is too long</source>
            <translation>il est trop long</translation>
        </message>
        <message>
            <source>“{path}” is no usable name: {fault}.</source>
            <translation>« {path} » n’est pas un nom utilisable : {fault}.</translation>
        </message>
        <message>
            <source>“{path}” holds something else than its name says, and is not replaced: choose another name.</source>
            <translation>« {path} » contient autre chose que ce que dit son nom et n’est pas remplacé : choisissez un autre nom.</translation>
        </message>
        <message>
            <source>The map that the layout “{layout}” was made with is no longer in it, so that its scale cannot be checked: make the layout anew.</source>
            <translation>La carte avec laquelle la mise en page « {layout} » a été faite n’y est plus et son échelle ne peut pas être vérifiée : refaites la mise en page.</translation>
        </message>
        <message>
            <source>Layers of the layout “{layout}” are no longer in the project, so that its map would lack them: make the layout anew.</source>
            <translation>Des couches de la mise en page « {layout} » ne sont plus dans le projet et manqueraient à sa carte : refaites la mise en page.</translation>
        </message>
        <message>
            <source>“{path}” could not be written to its end. Nothing was changed.</source>
            <translation>« {path} » n’a pas pu être écrit jusqu’au bout. Rien n’a été changé.</translation>
        </message>
        <message>
            <source>The PDF lacks its language, its keywords and the frame of its map: this QGIS writes it in a form that the plugin does not know.</source>
            <translation>Le PDF n’a ni langue, ni mots-clés, ni cadre de carte : ce QGIS l’écrit sous une forme que l’extension ne connaît pas.</translation>
        </message>
        <message>
            <source>There is not enough memory for “{path}”; lower the resolution of the template.</source>
            <translation>La mémoire ne suffit pas pour « {path} » ; baissez la résolution du modèle.</translation>
        </message>
        <message>
            <source>“{path}” cannot be written: QGIS does not say why.</source>
            <translation>« {path} » ne peut pas être écrit : QGIS ne dit pas pourquoi.</translation>
        </message>
        <message>
            <source>QGIS could not print “{path}”.</source>
            <translation>QGIS n’a pas pu imprimer « {path} ».</translation>
        </message>
        <message>
            <source>The export of “{path}” was cancelled.</source>
            <translation>L’export de « {path} » a été annulé.</translation>
        </message>
        <message>
            <source>The export of “{path}” failed.</source>
            <translation>L’export de « {path} » a échoué.</translation>
        </message>
        <message>
            <source>QGIS could not make it</source>
            <translation>QGIS n’a pas pu le faire</translation>
        </message>
        <message>
            <source>The PDF has no layers that a viewer can switch (GeoPDF): {reason}.</source>
            <translation>Le PDF n’a pas de couches activables à la lecture (GeoPDF) : {reason}.</translation>
        </message>
        <message>
            <source>“{file}” is there already and does not belong to “{path}”: choose another name.</source>
            <translation>« {file} » existe déjà et n’appartient pas à « {path} » : choisissez un autre nom.</translation>
        </message>
    </context>
    <context>
        <name>Files</name>
        <message>
            <source>Left out: {fault}</source>
            <translation>Laissé de côté : {fault}</translation>
        </message>
        <message>
            <source>The plugin's own stands in its place: {fault}</source>
            <translation>Remplacé par celui de l’extension : {fault}</translation>
        </message>
        <message>
            <source>{folder} cannot be removed: {reason}</source>
            <translation>{folder} ne peut pas être supprimé : {reason}</translation>
        </message>
        <message>
            <source>the settings and the folder {folder} ({size})</source>
            <translation>les réglages et le dossier {folder} ({size})</translation>
        </message>
    </context>
    <context>
        <name>Help</name>
        <message>
            <source>Help</source>
            <translation>Aide</translation>
        </message>
        <message>
            <source>SRCE PAC – user guide</source>
            <translation>SRCE PAC – guide de l’utilisateur</translation>
        </message>
    </context>
    <context>
        <name>Json</name>
        <message>
            <source>it must be a text</source>
            <translation>un texte est attendu</translation>
        </message>
        <message>
            <source>a text has at most {most} characters</source>
            <translation>un texte compte au plus {most} caractères</translation>
        </message>
        <message>
            <source>“{value}” is none of {allowed}</source>
            <translation>« {value} » ne figure pas parmi {allowed}</translation>
        </message>
        <message>
            <source>it must be made of the letters {allowed}</source>
            <translation>seules les lettres {allowed} sont admises</translation>
        </message>
        <message>
            <source>of braces, it must hold {expected} and nothing else</source>
            <translation>en fait d’accolades, il faut {expected} et rien d’autre</translation>
        </message>
        <message>
            <source>it must be true or false</source>
            <translation>true ou false est attendu</translation>
        </message>
        <message>
            <source>it must be a whole number from {least} to {most}</source>
            <translation>un nombre entier de {least} à {most} est attendu</translation>
        </message>
        <message>
            <source>it must be a number above 0, at most {most}</source>
            <translation>un nombre supérieur à 0, d’au plus {most}, est attendu</translation>
        </message>
        <message>
            <source>it must be an object</source>
            <translation>un objet est attendu</translation>
        </message>
        <message>
            <source>this entry is unknown; known entries are {known}</source>
            <translation>cette entrée est inconnue ; les entrées connues sont {known}</translation>
        </message>
        <message>
            <source>The entry “{entry}” is wrong: {fault}.</source>
            <translation>L’entrée « {entry} » est erronée : {fault}.</translation>
        </message>
        <message>
            <source>The file “{path}” is wrong at “{entry}”: {fault}.</source>
            <translation>Le fichier « {path} » est erroné à « {entry} » : {fault}.</translation>
        </message>
        <message>
            <source>this entry is missing</source>
            <translation>cette entrée manque</translation>
        </message>
        <message>
            <source>it must be a list</source>
            <translation>une liste est attendue</translation>
        </message>
        <message>
            <source>it must not be empty</source>
            <translation>ne peut pas être vide</translation>
        </message>
        <message>
            <source>The file “{path}” cannot be read: {reason}.</source>
            <translation>Le fichier « {path} » ne peut pas être lu : {reason}.</translation>
        </message>
        <message>
            <source>The file “{path}” is not valid JSON: {reason}.</source>
            <translation>Le fichier « {path} » n’est pas du JSON valide : {reason}.</translation>
        </message>
        <message>
            <source>The file “{path}” does not hold a JSON object.</source>
            <translation>Le fichier « {path} » ne contient pas d’objet JSON.</translation>
        </message>
        <message>
            <source>it is no file</source>
            <translation>ce n’est pas un fichier</translation>
        </message>
        <message>
            <source>it is larger than {size} MB</source>
            <translation>il dépasse {size} Mo</translation>
        </message>
        <message>
            <source>it is not written in UTF-8</source>
            <translation>il n’est pas écrit en UTF-8</translation>
        </message>
        <message>
            <source>see line {line}, column {column}</source>
            <translation>voir ligne {line}, colonne {column}</translation>
        </message>
        <message>
            <source>it is no number that can be used</source>
            <translation>ce n’est pas un nombre utilisable</translation>
        </message>
        <message>
            <source>it has more than {most} entries</source>
            <translation>il y a plus de {most} entrées</translation>
        </message>
        <message>
            <source>the name of an entry must be a text</source>
            <translation>le nom d’une entrée doit être un texte</translation>
        </message>
        <message>
            <source>it holds a control character</source>
            <translation>un caractère de contrôle s’y trouve</translation>
        </message>
        <message>
            <source>this entry is there more than once</source>
            <translation>cette entrée s’y trouve plusieurs fois</translation>
        </message>
        <message>
            <source>it is nested too deeply</source>
            <translation>l’imbrication est trop profonde</translation>
        </message>
        <message>
            <source>it is incomplete</source>
            <translation>il manque quelque chose</translation>
        </message>
        <message>
            <source>it must be a date such as 2014-07-04</source>
            <translation>une date telle que 2014-07-04 est attendue</translation>
        </message>
    </context>
    <context>
        <name>LayerQuestion</name>
        <message>
            <source>Layer of the communes</source>
            <translation>Couche des communes</translation>
        </message>
        <message>
            <source>Which layer of “{source}” holds the communes?</source>
            <translation>Quelle couche de « {source} » contient les communes ?</translation>
        </message>
        <message>
            <source>Layer of the EPCIs</source>
            <translation>Couche des EPCI</translation>
        </message>
        <message>
            <source>Which layer of “{source}” holds the EPCIs?</source>
            <translation>Quelle couche de « {source} » contient les EPCI ?</translation>
        </message>
        <message>
            <source>communes</source>
            <translation>communes</translation>
        </message>
        <message>
            <source>perhaps communes</source>
            <translation>peut-être des communes</translation>
        </message>
        <message>
            <source>EPCIs</source>
            <translation>EPCI</translation>
        </message>
        <message>
            <source>perhaps EPCIs</source>
            <translation>peut-être des EPCI</translation>
        </message>
        <message>
            <source>“{layer}” is not a layer of polygons.</source>
            <translation>« {layer} » n’est pas une couche de polygones.</translation>
        </message>
    </context>
    <context>
        <name>LayerQuestionForm</name>
        <message>
            <source>Layers of the source</source>
            <translation>Couches de la source</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>Couche</translation>
        </message>
        <message>
            <source>Objects</source>
            <translation>Objets</translation>
        </message>
        <message>
            <source>It holds</source>
            <translation>Contenu</translation>
        </message>
        <message>
            <source>&amp;Codes</source>
            <translation>&amp;Codes</translation>
        </message>
        <message>
            <source>The field of the INSEE or SIREN codes</source>
            <translation>Le champ des codes INSEE ou SIREN</translation>
        </message>
        <message>
            <source>&amp;Names</source>
            <translation>&amp;Noms</translation>
        </message>
        <message>
            <source>The field of the names</source>
            <translation>Le champ des noms</translation>
        </message>
        <message>
            <source>Example</source>
            <translation>Exemple</translation>
        </message>
    </context>
    <context>
        <name>Layers</name>
        <message>
            <source>Cancelled.</source>
            <translation>Annulé.</translation>
        </message>
        <message>
            <source>The layer “{layer}” holds no object.</source>
            <translation>La couche « {layer} » ne contient aucun objet.</translation>
        </message>
        <message>
            <source>The layer “{layer}” is no longer of the geometry that it had.</source>
            <translation>La couche « {layer} » n’a plus la géométrie qu’elle avait.</translation>
        </message>
        <message>
            <source>{count} objects of “{layer}” have no geometry and cannot be drawn.</source>
            <translation>{count} objet(s) de « {layer} » n’ont pas de géométrie et ne peuvent pas être dessinés.</translation>
        </message>
        <message>
            <source>“{path}” is damaged: {count} of its {total} objects can be read. Copy it again.</source>
            <translation>« {path} » est endommagé : {count} de ses {total} objets sont lisibles. Copiez-le à nouveau.</translation>
        </message>
        <message>
            <source>The layer “{layer}” cannot be drawn: {reason}.</source>
            <translation>La couche « {layer} » ne peut pas être dessinée : {reason}.</translation>
        </message>
        <message>
            <source>The layer “{layer}” cannot be restricted to the territory.</source>
            <translation>La couche « {layer} » ne peut pas être restreinte au territoire.</translation>
        </message>
        <message>
            <source>{count} objects of “{layer}” have an invalid geometry; they are drawn as they are.</source>
            <translation>{count} objet(s) de « {layer} » ont une géométrie invalide ; ils sont dessinés tels quels.</translation>
        </message>
        <message>
            <source>{count} objects of “{layer}” have a geometry beyond repair and are not counted.</source>
            <translation>{count} objet(s) de « {layer} » ont une géométrie irréparable et ne sont pas comptés.</translation>
        </message>
        <message>
            <source>The layer “{layer}” is left out: this sheet does not draw the class {class_id}.</source>
            <translation>La couche « {layer} » est laissée de côté : cette feuille ne dessine pas la classe {class_id}.</translation>
        </message>
        <message>
            <source>The source does not cover {territory}: the sheet says nothing of it.</source>
            <translation>La source ne couvre pas {territory} : la feuille n’en dit rien.</translation>
        </message>
        <message>
            <source>The source covers only a part of {territory}: {share} % of it are hatched as not covered.</source>
            <translation>La source ne couvre qu’une partie de {territory} : {share} % en sont hachurés comme non couverts.</translation>
        </message>
        <message>
            <source>It was made for: {departements}.</source>
            <translation>Elle a été établie pour : {departements}.</translation>
        </message>
        <message>
            <source>The layer “{layer}” has no coordinate system: choose one in a data profile, or give one to the file (.prj) or the table.</source>
            <translation>La couche « {layer} » n’a pas de système de coordonnées : choisissez-en un dans un profil de données, ou donnez-en un au fichier (.prj) ou à la table.</translation>
        </message>
        <message>
            <source>“{layer}” lies far from France in its coordinate system, “{crs}”, which may be wrong: give the file the right one, or choose it in a data profile.</source>
            <translation>« {layer} » est loin de la France dans son système de coordonnées, « {crs} », peut-être faux : donnez le bon au fichier, ou choisissez-le dans un profil de données.</translation>
        </message>
        <message>
            <source>The coordinates of “{layer}” cannot be degrees: its coordinate system is missing or wrong; give the file the right one, or choose it in a data profile.</source>
            <translation>Les coordonnées de « {layer} » ne peuvent pas être des degrés : son système de coordonnées manque ou est faux ; donnez le bon au fichier, ou choisissez-le dans un profil de données.</translation>
        </message>
        <message>
            <source>The coordinates of “{layer}” are degrees, not metres as “{crs}” has them: give the file the right system, or choose it in a data profile.</source>
            <translation>Les coordonnées de « {layer} » sont des degrés, et non des mètres comme celles de « {crs} » : donnez le bon système au fichier, ou choisissez-le dans un profil de données.</translation>
        </message>
        <message>
            <source>“{layer}” has its X and Y coordinates swapped: swap them back (Processing toolbox, “Swap X and Y coordinates”).</source>
            <translation>Les coordonnées X et Y de « {layer} » sont inversées : rétablissez-les (boîte à outils de traitements, « Inverser les coordonnées X et Y »).</translation>
        </message>
        <message>
            <source>The layer “{layer}” can no longer be read.</source>
            <translation>La couche « {layer} » n’est plus lisible.</translation>
        </message>
        <message>
            <source>The style “{path}” cannot be used: {reason}.</source>
            <translation>Le style « {path} » est inutilisable : {reason}.</translation>
        </message>
        <message>
            <source>there is no such file</source>
            <translation>ce fichier n’existe pas</translation>
        </message>
        <message>
            <source>it holds no symbols that can be drawn</source>
            <translation>il ne contient aucun symbole qui puisse être dessiné</translation>
        </message>
        <message>
            <source>line {line} is no XML: {reason}</source>
            <translation>la ligne {line} n’est pas du XML : {reason}</translation>
        </message>
    </context>
    <context>
        <name>Layout</name>
        <message>
            <source>The text “{text}” does not fit its place “{id}”.</source>
            <translation>Le texte « {text} » ne tient pas à sa place « {id} ».</translation>
        </message>
        <message>
            <source>There is no QR code: no page of the data is known. Give its address as “page” in the cartouche or the data profile.</source>
            <translation>Il n’y a pas de code QR : aucune page des données n’est connue. Donnez son adresse sous « page » dans le cartouche ou le profil de données.</translation>
        </message>
        <message>
            <source>There is no QR code: “{page}” is no address of a web page for everybody to read (http:// or https://, no password, no key, {most} letters at most); refused: {parts}.</source>
            <translation>Pas de code QR : « {page} » n’est pas l’adresse d’une page lisible par tous (http:// ou https://, sans mot de passe ni clé, {most} lettres au plus) ; refusé : {parts}.</translation>
        </message>
        <message>
            <source>The map of the template “{name}” has no grid with the name “{id}”, which would draw the ticks of the coordinates.</source>
            <translation>La carte du modèle « {name} » n’a pas de grille nommée « {id} », qui dessinerait les amorces des coordonnées.</translation>
        </message>
        <message>
            <source>The template “{name}” has no place for what is asked for; give it items with these IDs: {ids}.</source>
            <translation>Le modèle « {name} » n’a pas de place pour ce qui est demandé ; donnez-lui des éléments portant ces identifiants : {ids}.</translation>
        </message>
        <message>
            <source>Texts of more than {most} characters are cut: {items}.</source>
            <translation>Les textes de plus de {most} caractères sont coupés : {items}.</translation>
        </message>
        <message>
            <source>The template “{name}” has no text with @srce_nota, so that the sheet does not say: {text}</source>
            <translation>Le modèle « {name} » n’a pas de texte avec @srce_nota ; la feuille ne dit donc pas : {text}</translation>
        </message>
        <message>
            <source>The logo “{path}” cannot be read; the sheet carries the text block in its place.</source>
            <translation>Le logo « {path} » est illisible ; la feuille porte le bloc de texte à sa place.</translation>
        </message>
        <message>
            <source>The texts of the band do not fit the template “{name}” at {size} points; shorten them or choose a larger paper.</source>
            <translation>Les textes du bandeau ne tiennent pas dans le modèle « {name} » à {size} points ; raccourcissez-les ou choisissez un papier plus grand.</translation>
        </message>
        <message>
            <source>At {scale} the map does not show the whole territory, which needs {least}.</source>
            <translation>Au {scale}, la carte ne montre pas tout le territoire, qui demande le {least}.</translation>
        </message>
        <message>
            <source>The map of the template “{template}” stands over the rim of its page, which cuts off a part of the territory.</source>
            <translation>La carte du modèle « {template} » dépasse le bord de sa page, qui coupe une partie du territoire.</translation>
        </message>
        <message>
            <source>At {scale} there is no room beside the territory: a box covers a part of it.</source>
            <translation>Au {scale}, il n’y a pas de place à côté du territoire : un cadre en couvre une partie.</translation>
        </message>
        <message>
            <source>The legend “{id}” does not fit its place.</source>
            <translation>La légende « {id} » ne tient pas à sa place.</translation>
        </message>
        <message>
            <source>The map of the template “{name}” is too small.</source>
            <translation>La carte du modèle « {name} » est trop petite.</translation>
        </message>
        <message>
            <source>The sheet is at {scale}, finer than {finest}: the data is not that precise.</source>
            <translation>La feuille est au {scale}, plus fin que le {finest} : les données n’ont pas cette précision.</translation>
        </message>
        <message>
            <source>The sheet is at {scale}, finer than {finest}: the contours of the communes are not that precise.</source>
            <translation>La feuille est au {scale}, plus fin que le {finest} : les limites des communes n’ont pas cette précision.</translation>
        </message>
        <message>
            <source>“{value}” is no scale: give its denominator, a number from {finest} to {coarsest}, for instance 15000.</source>
            <translation>« {value} » n’est pas une échelle : donnez son dénominateur, un nombre de {finest} à {coarsest}, par exemple 15000.</translation>
        </message>
    </context>
    <context>
        <name>Locator</name>
        <message>
            <source>SRCE PAC: communes, EPCIs and selections</source>
            <translation>SRCE PAC : communes, EPCI et sélections</translation>
        </message>
        <message>
            <source>SRCE PAC: communes</source>
            <translation>SRCE PAC : communes</translation>
        </message>
        <message>
            <source>SRCE PAC: EPCIs</source>
            <translation>SRCE PAC : EPCI</translation>
        </message>
        <message>
            <source>Search for “{name}” in the dock</source>
            <translation>Chercher « {name} » dans le panneau</translation>
        </message>
        <message>
            <source>Not loaded: open the dock to download it</source>
            <translation>Non chargé : ouvrir le panneau pour le télécharger</translation>
        </message>
    </context>
    <context>
        <name>Merge</name>
        <message>
            <source>There is no sheet that could be merged.</source>
            <translation>Il n’y a aucune feuille à réunir.</translation>
        </message>
        <message>
            <source>“{path}” cannot be read, and is not merged: {reason}.</source>
            <translation>« {path} » ne peut pas être lu et n’est pas réuni aux autres : {reason}.</translation>
        </message>
        <message>
            <source>“{path}” would be larger than a PDF may be: merge fewer sheets, or keep them as files of their own.</source>
            <translation>« {path} » serait plus grand qu’un PDF ne peut l’être : réunissez moins de feuilles ou gardez-les comme fichiers séparés.</translation>
        </message>
        <message>
            <source>“{path}” is encrypted and cannot be merged: the sheets stay files of their own, which the page of the report lists.</source>
            <translation>« {path} » est chiffré et ne peut pas être réuni aux autres : les feuilles restent des fichiers séparés, dont la page du rapport donne la liste.</translation>
        </message>
        <message>
            <source>“{path}” would lose a part of it ({part}) if merged: the sheets stay files of their own, which the page of the report lists.</source>
            <translation>« {path} », réuni aux autres, perdrait une partie ({part}) : les feuilles restent des fichiers séparés, dont la page du rapport donne la liste.</translation>
        </message>
        <message>
            <source>“{path}” is damaged or no PDF of this plugin: the sheets stay files of their own, which the page of the report lists.</source>
            <translation>« {path} » est endommagé ou n’est pas un PDF de cette extension : les feuilles restent des fichiers séparés, dont la page du rapport donne la liste.</translation>
        </message>
        <message>
            <source>“{path}” is no PDF: only sheets that are PDFs can be merged into one.</source>
            <translation>« {path} » n’est pas un PDF : seules des feuilles en PDF peuvent être réunies en une.</translation>
        </message>
    </context>
    <context>
        <name>Messages</name>
        <message>
            <source>Messages that you have not closed yet</source>
            <translation>Messages que vous n’avez pas encore fermés</translation>
        </message>
        <message>
            <source>Close all messages</source>
            <translation>Fermer tous les messages</translation>
        </message>
        <message numerus="yes">
            <source>%n messages</source>
            <translation>
                <numerusform>%n message</numerusform>
                <numerusform>%n messages</numerusform>
            </translation>
        </message>
        <message>
            <source>Close this message</source>
            <translation>Fermer ce message</translation>
        </message>
        <message>
            <source>Sheet written: {file}</source>
            <translation>Feuille écrite : {file}</translation>
        </message>
        <message>
            <source>Table saved: {file}</source>
            <translation>Tableau enregistré : {file}</translation>
        </message>
        <message numerus="yes">
            <source>%n sheets written to {folder}</source>
            <translation>
                <numerusform>%n feuille écrite dans {folder}</numerusform>
                <numerusform>%n feuilles écrites dans {folder}</numerusform>
            </translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Ouvrir</translation>
        </message>
        <message numerus="yes">
            <source>%n more</source>
            <translation>
                <numerusform>%n autre</numerusform>
                <numerusform>%n autres</numerusform>
            </translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Dossier</translation>
        </message>
        <message>
            <source>Data profile…</source>
            <translation>Profil de données…</translation>
        </message>
        <message>
            <source>Choose a scale</source>
            <translation>Choisir une échelle</translation>
        </message>
        <message>
            <source>Download…</source>
            <translation>Télécharger…</translation>
        </message>
    </context>
    <context>
        <name>OpenData</name>
        <message>
            <source>give either “files” or a “service”</source>
            <translation>indiquez soit « files », soit un « service »</translation>
        </message>
        <message>
            <source>it has 64 digits from 0 to f</source>
            <translation>64 chiffres de 0 à f sont attendus</translation>
        </message>
        <message>
            <source>it must be an address that begins with http:// or https://</source>
            <translation>une adresse commençant par http:// ou https:// est attendue</translation>
        </message>
        <message>
            <source>it is no plain name of a file</source>
            <translation>ce n’est pas un simple nom de fichier</translation>
        </message>
        <message>
            <source>There is no département {code}: check the codes.</source>
            <translation>Il n’y a pas de département {code} : vérifiez les codes.</translation>
        </message>
        <message>
            <source>“{name}” has nothing in its layer {layer} for {departements}; check the codes of the départements.</source>
            <translation>« {name} » n’a rien dans sa couche {layer} pour {departements} ; vérifiez les codes des départements.</translation>
        </message>
        <message>
            <source>all of France</source>
            <translation>toute la France</translation>
        </message>
        <message>
            <source>“{code}” is no code of a département: write 59, 2A or 971, several with commas between.</source>
            <translation>« {code} » n’est pas un code de département : écrivez 59, 2A ou 971, plusieurs séparés par des virgules.</translation>
        </message>
        <message>
            <source>No more than {count} départements can be asked for: name fewer, or none for all of France.</source>
            <translation>On ne peut pas demander plus de {count} départements : indiquez-en moins, ou aucun pour toute la France.</translation>
        </message>
        <message>
            <source>The files of “{name}” cannot be replaced or removed ({reason}): take their layers out of the open projects and try again.</source>
            <translation>Les fichiers de « {name} » ne peuvent être ni remplacés ni supprimés ({reason}) : retirez leurs couches des projets ouverts et réessayez.</translation>
        </message>
        <message>
            <source>{refusal} Download it all the same?</source>
            <translation>{refusal} Le télécharger quand même ?</translation>
        </message>
        <message>
            <source>Delete the downloaded files of “{name}”? Projects and data profiles that use them will not find them any more.</source>
            <translation>Supprimer les fichiers téléchargés de « {name} » ? Les projets et les profils de données qui s’en servent ne les trouveront plus.</translation>
        </message>
        <message>
            <source>Ecological data for the sheets</source>
            <translation>Données écologiques pour les feuilles</translation>
        </message>
        <message>
            <source>Light base, drawn of itself in the départements it is of</source>
            <translation>Fond léger, dessiné de lui-même dans ses départements</translation>
        </message>
        <message>
            <source>Territories: communes and EPCIs</source>
            <translation>Territoires : communes et EPCI</translation>
        </message>
        <message>
            <source>Begun</source>
            <translation>Commencé</translation>
        </message>
        <message>
            <source>Re&amp;sume</source>
            <translation>&amp;Reprendre</translation>
        </message>
        <message>
            <source>Up&amp;date</source>
            <translation>&amp;Mettre à jour</translation>
        </message>
        <message>
            <source>&amp;Download</source>
            <translation>&amp;Télécharger</translation>
        </message>
        <message>
            <source>see the page of its publisher</source>
            <translation>voir la page du producteur</translation>
        </message>
        <message>
            <source>Holds</source>
            <translation>Contenu</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>Licence</translation>
        </message>
        <message>
            <source>Date</source>
            <translation>Date</translation>
        </message>
        <message>
            <source>Size</source>
            <translation>Taille</translation>
        </message>
        <message>
            <source>Page</source>
            <translation>Page</translation>
        </message>
        <message>
            <source>that of the day on which it is downloaded</source>
            <translation>celle du jour du téléchargement</translation>
        </message>
    </context>
    <context>
        <name>OpenDataForm</name>
        <message>
            <source>Open data</source>
            <translation>Données ouvertes</translation>
        </message>
        <message>
            <source>Public sources</source>
            <translation>Sources publiques</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Source</translation>
        </message>
        <message>
            <source>Downloaded</source>
            <translation>Téléchargé</translation>
        </message>
        <message>
            <source>Dé&amp;partements</source>
            <translation>Dé&amp;partements</translation>
        </message>
        <message>
            <source>All of France</source>
            <translation>Toute la France</translation>
        </message>
        <message>
            <source>Codes with commas between, for instance 59, 62; with the départements around, the map names the communes on both sides of the border. Leave it empty for all of France.</source>
            <translation>Codes séparés par des virgules, par exemple 59, 62 ; avec les départements voisins, la carte nomme les communes des deux côtés de la limite. Laissez vide pour toute la France.</translation>
        </message>
        <message>
            <source>&amp;Download</source>
            <translation>&amp;Télécharger</translation>
        </message>
        <message>
            <source>&amp;Use</source>
            <translation>&amp;Utiliser</translation>
        </message>
        <message>
            <source>Make it the data of the sheets</source>
            <translation>En faire les données des feuilles</translation>
        </message>
        <message>
            <source>&amp;Remove…</source>
            <translation>&amp;Supprimer…</translation>
        </message>
        <message>
            <source>Delete the files that were downloaded</source>
            <translation>Supprimer les fichiers téléchargés</translation>
        </message>
    </context>
    <context>
        <name>Options</name>
        <message>
            <source>Set by your office, in {file}.</source>
            <translation>Fixé par votre service, dans {file}.</translation>
        </message>
        <message>
            <source>MB</source>
            <translation>Mo</translation>
        </message>
        <message numerus="yes">
            <source>{size} in %n files</source>
            <translation>
                <numerusform>{size} dans %n fichier</numerusform>
                <numerusform>{size} dans %n fichiers</numerusform>
            </translation>
        </message>
        <message>
            <source>None</source>
            <translation>Aucun</translation>
        </message>
        <message>
            <source>All of the copies are in use.</source>
            <translation>Toutes les copies sont utilisées.</translation>
        </message>
        <message numerus="yes">
            <source>Remove %n files ({size}) that no project uses? A project that was moved since QGIS last opened it would lose what it shows of them.</source>
            <translation>
                <numerusform>Supprimer %n fichier ({size}) qu’aucun projet n’utilise ? Un projet déplacé depuis que QGIS l’a ouvert perdrait ce qu’il en montre.</numerusform>
                <numerusform>Supprimer %n fichiers ({size}) qu’aucun projet n’utilise ? Un projet déplacé depuis que QGIS l’a ouvert perdrait ce qu’il en montre.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n files could not be removed: close them in other programs.</source>
            <translation>
                <numerusform>%n fichier n’a pas pu être supprimé : fermez-le dans les autres programmes.</numerusform>
                <numerusform>%n fichiers n’ont pas pu être supprimés : fermez-les dans les autres programmes.</numerusform>
            </translation>
        </message>
        <message>
            <source>As the sheet says</source>
            <translation>Comme le dit la feuille</translation>
        </message>
        <message>
            <source>The index of communes</source>
            <translation>L’index des communes</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>Images</translation>
        </message>
        <message>
            <source>Logo</source>
            <translation>Logo</translation>
        </message>
        <message>
            <source>Styles of the office</source>
            <translation>Styles du service</translation>
        </message>
        <message>
            <source>Territories</source>
            <translation>Territoires</translation>
        </message>
        <message>
            <source>The office of the territory's département</source>
            <translation>Le service du département du territoire</translation>
        </message>
        <message>
            <source>No picture</source>
            <translation>Pas d’image</translation>
        </message>
        <message>
            <source>What you typed is still on the options page.</source>
            <translation>Ce que vous avez saisi est resté dans la page d’options.</translation>
        </message>
        <message>
            <source>Remove {what} from this QGIS profile? Data profiles, offices, styles and copies of services are lost; projects that use such a copy lose what it shows.</source>
            <translation>Supprimer de ce profil QGIS {what} ? Les profils de données, les services, les styles et les copies de services sont perdus ; les projets qui utilisent une telle copie perdent ce qu’elle montre.</translation>
        </message>
        <message>
            <source>All is removed. The plugin can now be uninstalled.</source>
            <translation>Tout est supprimé. L’extension peut maintenant être désinstallée.</translation>
        </message>
        <message>
            <source>New office</source>
            <translation>Nouveau service</translation>
        </message>
        <message>
            <source>The code of its département, so that it prints there, or another name</source>
            <translation>Le code de son département, pour qu’il y imprime, ou un autre nom</translation>
        </message>
        <message>
            <source>“{name}” is no name for an office: use letters, digits and hyphens.</source>
            <translation>« {name} » ne peut nommer un service : utilisez des lettres, des chiffres et des traits d’union.</translation>
        </message>
        <message>
            <source>There is an office called “{name}” already.</source>
            <translation>Il y a déjà un service nommé « {name} ».</translation>
        </message>
        <message>
            <source>Import the texts of an office</source>
            <translation>Importer les textes d’un service</translation>
        </message>
        <message>
            <source>Export the texts of an office</source>
            <translation>Exporter les textes d’un service</translation>
        </message>
        <message>
            <source>Remove your own texts of “{office}”? Those that came with the plugin, if there are any, are back at once.</source>
            <translation>Supprimer vos propres textes de « {office} » ? Ceux fournis avec l’extension, s’il y en a, reviennent aussitôt.</translation>
        </message>
        <message>
            <source>Layer and fiel&amp;ds…</source>
            <translation>Couche et &amp;champs…</translation>
        </message>
    </context>
    <context>
        <name>OptionsForm</name>
        <message>
            <source>Sheets are printed b&amp;y</source>
            <translation>Feuilles imprimées par</translation>
        </message>
        <message>
            <source>The office whose texts stand in the cartouche</source>
            <translation>Le service dont les textes figurent dans le cartouche</translation>
        </message>
        <message>
            <source>PDF</source>
            <translation>PDF</translation>
        </message>
        <message>
            <source>Letters as ou&amp;tlines</source>
            <translation>Lettres en con&amp;tours</translation>
        </message>
        <message>
            <source>Safe for a print shop, but the text can no longer be searched</source>
            <translation>Sûr chez un imprimeur, mais le texte ne peut plus être cherché</translation>
        </message>
        <message>
            <source>Layers that a viewer can switch (&amp;GeoPDF)</source>
            <translation>Couches à afficher ou masquer à la lecture (&amp;GeoPDF)</translation>
        </message>
        <message>
            <source>A reader of the file may show and hide each layer of the map</source>
            <translation>Le lecteur du fichier peut afficher et masquer chaque couche de la carte</translation>
        </message>
        <message>
            <source>&amp;Communes</source>
            <translation>Communes</translation>
        </message>
        <message>
            <source>Those that come with the plugin</source>
            <translation>Celles de l’extension</translation>
        </message>
        <message>
            <source>A layer of communes with a code and a name, for instance Admin Express or the cadastre</source>
            <translation>Une couche de communes avec un code et un nom, par exemple Admin Express ou le cadastre</translation>
        </message>
        <message>
            <source>Choose the source of the communes</source>
            <translation>Choisir la source des communes</translation>
        </message>
        <message>
            <source>EPCIs</source>
            <translation>EPCI</translation>
        </message>
        <message>
            <source>Those of the source of the communes</source>
            <translation>Ceux de la source des communes</translation>
        </message>
        <message>
            <source>A layer of EPCIs; without one they are put together from what the communes say</source>
            <translation>Une couche d’EPCI ; sans elle, ils sont composés d’après ce que disent les communes</translation>
        </message>
        <message>
            <source>Choose the source of the EPCIs</source>
            <translation>Choisir la source des EPCI</translation>
        </message>
        <message>
            <source>Office styles</source>
            <translation>St&amp;yles du service</translation>
        </message>
        <message>
            <source>A shared folder, or a zip, with the set of styles of your office; its last copy is used when it cannot be reached</source>
            <translation>Un dossier partagé, ou un zip, contenant le jeu de styles de votre service ; sa dernière copie sert quand il est injoignable</translation>
        </message>
        <message>
            <source>Templates</source>
            <translation>Modèles</translation>
        </message>
        <message>
            <source>Forget what they may read</source>
            <translation>Oublier ce qu’ils peuvent lire</translation>
        </message>
        <message>
            <source>Take back every answer on what templates of others may read: each is asked again</source>
            <translation>Reprendre toutes les réponses sur ce que peuvent lire les modèles d’autrui : chacune est redemandée</translation>
        </message>
        <message>
            <source>Copies of services</source>
            <translation>Copies de services</translation>
        </message>
        <message>
            <source>Remove unused ones…</source>
            <translation>Supprimer les inutilisées…</translation>
        </message>
        <message>
            <source>Remove the copies that no project uses; services are read again when they are next drawn</source>
            <translation>Supprime les copies qu’aucun projet n’utilise ; les services sont relus quand ils sont dessinés la fois suivante</translation>
        </message>
        <message>
            <source>Copies take at most</source>
            <translation>Taille maximale</translation>
        </message>
        <message>
            <source>The most that copies take of the disk: beyond it the oldest ones go that no project uses</source>
            <translation>La place que les copies prennent au plus sur le disque : au-delà, les plus anciennes qu’aucun projet n’utilise s’en vont</translation>
        </message>
        <message>
            <source>Of any size</source>
            <translation>Sans limite</translation>
        </message>
        <message>
            <source>Before uninstalling</source>
            <translation>Avant de désinstaller</translation>
        </message>
        <message>
            <source>Remove all that is kept…</source>
            <translation>Supprimer tout ce qui est conservé…</translation>
        </message>
        <message>
            <source>Remove the settings and all files of the plugin from this QGIS profile</source>
            <translation>Supprimer de ce profil QGIS les réglages et tous les fichiers de l’extension</translation>
        </message>
        <message>
            <source>Texts of an office</source>
            <translation>Textes d’un service</translation>
        </message>
        <message>
            <source>The office whose texts are shown</source>
            <translation>Le service dont les textes sont affichés</translation>
        </message>
        <message>
            <source>&amp;New…</source>
            <translation>No&amp;uveau…</translation>
        </message>
        <message>
            <source>Write the texts of another office</source>
            <translation>Écrire les textes d’un autre service</translation>
        </message>
        <message>
            <source>&amp;Import…</source>
            <translation>&amp;Importer…</translation>
        </message>
        <message>
            <source>Take the texts of a file that a colleague has exported</source>
            <translation>Prendre les textes d’un fichier exporté par un collègue</translation>
        </message>
        <message>
            <source>E&amp;xport…</source>
            <translation>Exp&amp;orter…</translation>
        </message>
        <message>
            <source>Write these texts to a file, for a colleague</source>
            <translation>Écrire ces textes dans un fichier, pour un collègue</translation>
        </message>
        <message>
            <source>&amp;Remove…</source>
            <translation>Supprim&amp;er…</translation>
        </message>
        <message>
            <source>Remove your own texts of this office; those that came with the plugin are back</source>
            <translation>Supprimer vos propres textes de ce service ; ceux fournis avec l’extension reviennent</translation>
        </message>
        <message>
            <source>It also has texts of sheets, to be changed in Cartouche… ▸ Texts</source>
            <translation>Il a aussi des textes de feuilles, à modifier dans Cartouche… ▸ Textes</translation>
        </message>
        <message>
            <source>State &amp;motto</source>
            <translation>&amp;Devise de l’État</translation>
        </message>
        <message>
            <source>State n&amp;ame</source>
            <translation>&amp;Nom de l’État</translation>
        </message>
        <message>
            <source>&amp;Logo</source>
            <translation>&amp;Logo</translation>
        </message>
        <message>
            <source>A PNG or SVG file, printed in the place of the State's motto and name</source>
            <translation>Un fichier PNG ou SVG, imprimé à la place de la devise et du nom de l’État</translation>
        </message>
        <message>
            <source>The logo</source>
            <translation>Le logo</translation>
        </message>
        <message>
            <source>Ser&amp;vice</source>
            <translation>Ser&amp;vice</translation>
        </message>
        <message>
            <source>The service and its units, one in a line</source>
            <translation>Le service et ses unités, une par ligne</translation>
        </message>
        <message>
            <source>&amp;Office</source>
            <translation>Sigle</translation>
        </message>
        <message>
            <source>The short name, for instance D.D.T.M 59</source>
            <translation>Le nom court, par exemple D.D.T.M 59</translation>
        </message>
        <message>
            <source>&amp;Full name</source>
            <translation>Nom &amp;complet</translation>
        </message>
        <message>
            <source>&amp;Status</source>
            <translation>&amp;Statut</translation>
        </message>
        <message>
            <source>&amp;Procedure</source>
            <translation>&amp;Procédure</translation>
        </message>
        <message>
            <source>Sheet &amp;word</source>
            <translation>&amp;Mot de la feuille</translation>
        </message>
        <message>
            <source>The word before the number of the sheet, for instance CARTE : or PLAN</source>
            <translation>Le mot devant le numéro de la feuille, par exemple CARTE : ou PLAN</translation>
        </message>
        <message>
            <source>&amp;Date label</source>
            <translation>Libellé de la d&amp;ate</translation>
        </message>
        <message>
            <source>So&amp;urces</source>
            <translation>Sources</translation>
        </message>
        <message>
            <source>&amp;E-mail</source>
            <translation>Cou&amp;rriel</translation>
        </message>
        <message>
            <source>Printed besides</source>
            <translation>Imprimé en plus</translation>
        </message>
        <message>
            <source>What the sheets of the office print besides, where their template has a place for it, unless an export says otherwise</source>
            <translation>Ce que les feuilles du service portent en plus, si leur modèle y fait place et si l’export ne dit rien d’autre</translation>
        </message>
        <message>
            <source>Page of the data</source>
            <translation>Page des données</translation>
        </message>
        <message>
            <source>The address that the QR code leads to; that of the data profile or the open data where it is empty</source>
            <translation>L’adresse à laquelle mène le QR code ; à défaut, celle du profil de données ou des données ouvertes</translation>
        </message>
    </context>
    <context>
        <name>Pipeline</name>
        <message>
            <source>“{value}” is nothing that a sheet can print besides; choose of {values}.</source>
            <translation>« {value} » n’est rien qu’une feuille puisse imprimer en plus ; choisissez parmi {values}.</translation>
        </message>
        <message>
            <source>The sheet “{sheet}” has no template on {paper} for {territory}.</source>
            <translation>La feuille « {sheet} » n’a pas de modèle au format {paper} pour {territory}.</translation>
        </message>
        <message>
            <source>Layout {name}</source>
            <translation>Mise en page {name}</translation>
        </message>
        <message>
            <source>The files of “{source}” change while they are read: try again once they are written.</source>
            <translation>Les fichiers de « {source} » changent pendant leur lecture : réessayez une fois leur écriture terminée.</translation>
        </message>
        <message>
            <source>Several of the sheets would be written to files of one name; give each a “file_prefix” of its own: {prefixes}.</source>
            <translation>Plusieurs des feuilles seraient écrites dans des fichiers de même nom ; donnez à chacune un « file_prefix » propre : {prefixes}.</translation>
        </message>
        <message>
            <source>fictitious data</source>
            <translation>données fictives</translation>
        </message>
        <message>
            <source>Cancelled; nothing was changed.</source>
            <translation>Annulé ; rien n’a été modifié.</translation>
        </message>
        <message>
            <source>it must be a CanvasLook</source>
            <translation>un CanvasLook est attendu</translation>
        </message>
        <message>
            <source>“{value}” is no way to draw the outside; choose one of {values}.</source>
            <translation>« {value} » n’est pas une façon de dessiner l’extérieur ; choisissez parmi {values}.</translation>
        </message>
        <message>
            <source>“{name}” is part of another commune, or was merged into it: the sheet shows {territory}.</source>
            <translation>« {name} » fait partie d’une autre commune, ou y a été fusionnée : la feuille montre {territory}.</translation>
        </message>
        <message>
            <source>These communes of {territory} are not among the loaded territories and bear no name on the map: {codes}.</source>
            <translation>Ces communes de {territory} manquent dans les territoires chargés et ne sont pas nommées sur la carte : {codes}.</translation>
        </message>
        <message>
            <source>The texts of the sheet “{sheet}” speak of the départements {list}; check them for {territory}.</source>
            <translation>Les textes de la feuille « {sheet} » parlent des départements {list} ; vérifiez-les pour {territory}.</translation>
        </message>
        <message>
            <source>Neither the map nor a page has room for the index of communes: choose another paper.</source>
            <translation>Ni la carte ni une page n’a de place pour l’index des communes : choisissez un autre papier.</translation>
        </message>
        <message>
            <source>The style of “{label}” does not draw all of it at {scale}: the sheet says so.</source>
            <translation>Le style de « {label} » n’en dessine pas tout au {scale} : la feuille le dit.</translation>
        </message>
        <message>
            <source>A sheet of fictitious data gets no layers to switch: its mark could be switched off.</source>
            <translation>Une feuille de données fictives n’a pas de couches activables : sa mention pourrait être masquée.</translation>
        </message>
        <message>
            <source>There is no room on the map for these names; choose a larger paper: {names}.</source>
            <translation>La carte manque de place pour ces noms ; choisissez un papier plus grand : {names}.</translation>
        </message>
        <message>
            <source>A sheet of several pages gets no layers to switch: QGIS would print the first page only.</source>
            <translation>Une feuille de plusieurs pages n’a pas de couches à masquer : QGIS n’en imprimerait que la première page.</translation>
        </message>
    </context>
    <context>
        <name>Profile</name>
        <message>
            <source>“{name}” is no name for a data profile: leave out &lt; &gt; : " / \ | ? * and a full stop at the end, and keep it short.</source>
            <translation>« {name} » ne convient pas comme nom de profil de données : évitez &lt; &gt; : " / \ | ? * et un point final, et restez bref.</translation>
        </message>
        <message>
            <source>There is no data profile called “{name}”; those that are there: {known}.</source>
            <translation>Il n’y a pas de profil de données nommé « {name} » ; ceux qui existent : {known}.</translation>
        </message>
        <message>
            <source>this plugin reads version {version}</source>
            <translation>cette extension lit la version {version}</translation>
        </message>
        <message>
            <source>The data profile “{path}” cannot be written: {reason}.</source>
            <translation>Le profil de données « {path} » ne peut pas être écrit : {reason}.</translation>
        </message>
        <message>
            <source>The data profile “{path}” cannot be removed: {reason}.</source>
            <translation>Le profil de données « {path} » ne peut pas être supprimé : {reason}.</translation>
        </message>
        <message>
            <source>The layer “{layer}” is temporary and cannot be kept in a data profile: save it to a file first.</source>
            <translation>La couche « {layer} » est temporaire et ne peut pas être gardée dans un profil de données : enregistrez-la d’abord dans un fichier.</translation>
        </message>
        <message>
            <source>The address of the layer “{layer}” may hold a password or a key ({parts}), which a data profile never does: use a connection that is saved in QGIS.</source>
            <translation>L’adresse de la couche « {layer} » contient peut-être un mot de passe ou une clé ({parts}), ce qu’un profil de données ne garde jamais : utilisez une connexion enregistrée dans QGIS.</translation>
        </message>
        <message>
            <source>{name} (this sheet does not draw it)</source>
            <translation>{name} (cette feuille ne la dessine pas)</translation>
        </message>
        <message>
            <source>No layer</source>
            <translation>Aucune couche</translation>
        </message>
        <message>
            <source>points</source>
            <translation>points</translation>
        </message>
        <message>
            <source>lines</source>
            <translation>lignes</translation>
        </message>
        <message>
            <source>surfaces</source>
            <translation>surfaces</translation>
        </message>
        <message>
            <source>Leave what was changed without saving it?</source>
            <translation>Quitter sans enregistrer les modifications ?</translation>
        </message>
        <message>
            <source>Source of layers</source>
            <translation>Source de couches</translation>
        </message>
        <message>
            <source>&amp;Save</source>
            <translation>Enregi&amp;strer</translation>
        </message>
        <message numerus="yes">
            <source>Files that are not where they were: %n</source>
            <translation>
                <numerusform>Fichier qui n’est plus à sa place : %n</numerusform>
                <numerusform>Fichiers qui ne sont plus à leur place : %n</numerusform>
            </translation>
        </message>
        <message>
            <source>Folder where the files are now</source>
            <translation>Dossier où sont maintenant les fichiers</translation>
        </message>
        <message>
            <source>None of the files is in “{folder}”.</source>
            <translation>Aucun des fichiers n’est dans « {folder} ».</translation>
        </message>
        <message>
            <source>Not known</source>
            <translation>Inconnu</translation>
        </message>
        <message>
            <source>Choose a layer</source>
            <translation>Choisir une couche</translation>
        </message>
        <message>
            <source>All objects</source>
            <translation>Tous les objets</translation>
        </message>
        <message>
            <source>Those with certain values</source>
            <translation>Ceux de certaines valeurs</translation>
        </message>
        <message>
            <source>Those of an expression</source>
            <translation>Ceux d’une expression</translation>
        </message>
        <message>
            <source>Objects of the class</source>
            <translation>Objets de la classe</translation>
        </message>
        <message>
            <source>(no value)</source>
            <translation>(sans valeur)</translation>
        </message>
        <message numerus="yes">
            <source>%Ln more values: use an expression</source>
            <translation>
                <numerusform>%Ln autre valeur : utiliser une expression</numerusform>
                <numerusform>%Ln autres valeurs : utiliser une expression</numerusform>
            </translation>
        </message>
        <message>
            <source>Give the profile a name.</source>
            <translation>Donnez un nom au profil.</translation>
        </message>
        <message>
            <source>There is a profile called “{name}”. Replace it?</source>
            <translation>Il existe déjà un profil « {name} ». Le remplacer ?</translation>
        </message>
        <message>
            <source>Delete the profile “{name}”? Its layers stay where they are.</source>
            <translation>Supprimer le profil « {name} » ? Ses couches restent où elles sont.</translation>
        </message>
        <message>
            <source>Import a data profile</source>
            <translation>Importer un profil de données</translation>
        </message>
        <message>
            <source>Export the data profile</source>
            <translation>Exporter le profil de données</translation>
        </message>
        <message>
            <source>Data profile</source>
            <translation>Profil de données</translation>
        </message>
        <message>
            <source>As the file says</source>
            <translation>Celui du fichier</translation>
        </message>
        <message>
            <source>Why: {reason}</source>
            <translation>Pourquoi : {reason}</translation>
        </message>
        <message>
            <source>Counting…</source>
            <translation>Décompte en cours…</translation>
        </message>
        <message numerus="yes">
            <source>Objects: %Ln, all of them until values are ticked</source>
            <translation>
                <numerusform>Objets : %Ln, tous tant qu’aucune valeur n’est cochée</numerusform>
                <numerusform>Objets : %Ln, tous tant qu’aucune valeur n’est cochée</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Objects: %Ln</source>
            <translation>
                <numerusform>Objets : %Ln</numerusform>
                <numerusform>Objets : %Ln</numerusform>
            </translation>
        </message>
        <message>
            <source>“{layer}” holds {geometry}, in which “{name}” is not drawn: choose another layer.</source>
            <translation>« {layer} » contient : {geometry}, or « {name} » ne se dessine pas ainsi ; choisissez une autre couche.</translation>
        </message>
        <message>
            <source>no geometry</source>
            <translation>aucune géométrie</translation>
        </message>
        <message>
            <source>chosen by hand</source>
            <translation>choisi à la main</translation>
        </message>
    </context>
    <context>
        <name>ProfileForm</name>
        <message>
            <source>Data profile</source>
            <translation>Profil de données</translation>
        </message>
        <message>
            <source>Find &amp;them…</source>
            <translation>Les &amp;retrouver…</translation>
        </message>
        <message>
            <source>Name the folder where they are now; all of them are looked for in it and in its folders</source>
            <translation>Indiquer le dossier où ils sont maintenant ; tous y sont cherchés, sous-dossiers compris</translation>
        </message>
        <message>
            <source>&amp;Name</source>
            <translation>&amp;Nom</translation>
        </message>
        <message>
            <source>The name under which this profile is offered as a source</source>
            <translation>Le nom sous lequel ce profil est proposé comme source</translation>
        </message>
        <message>
            <source>Data c&amp;redit</source>
            <translation>Cré&amp;dit</translation>
        </message>
        <message>
            <source>The source of the data, as it is printed on the sheet</source>
            <translation>La source des données, telle qu’elle est imprimée sur la feuille</translation>
        </message>
        <message>
            <source>Sc&amp;heme</source>
            <translation>Sc&amp;héma</translation>
        </message>
        <message>
            <source>The scheme that the data belong to: title and texts of the sheet follow from it</source>
            <translation>Le schéma dont relèvent les données : le titre et les textes de la feuille en découlent</translation>
        </message>
        <message>
            <source>Data date</source>
            <translation>Date des données</translation>
        </message>
        <message>
            <source>The date of the data, as it is printed on the sheet, such as mai 2017; empty where it is not known</source>
            <translation>La date des données, telle qu’elle est imprimée sur la feuille, par exemple mai 2017 ; vide si elle n’est pas connue</translation>
        </message>
        <message>
            <source>Départements</source>
            <translation>Départements</translation>
        </message>
        <message>
            <source>Codes of the départements for which the data were made, with commas between; elsewhere the sheet says that it is not covered</source>
            <translation>Codes des départements pour lesquels les données ont été établies, séparés par des virgules ; ailleurs, la feuille se dit non couverte</translation>
        </message>
        <message>
            <source>Legend classes and the layers that play them</source>
            <translation>Classes de la légende et leurs couches</translation>
        </message>
        <message>
            <source>Class and layers</source>
            <translation>Classe et couches</translation>
        </message>
        <message>
            <source>Objects</source>
            <translation>Objets</translation>
        </message>
        <message>
            <source>Geometry</source>
            <translation>Géométrie</translation>
        </message>
        <message>
            <source>Filter</source>
            <translation>Filtre</translation>
        </message>
        <message>
            <source>Why</source>
            <translation>Pourquoi</translation>
        </message>
        <message>
            <source>&amp;Add a layer</source>
            <translation>&amp;Ajouter une couche</translation>
        </message>
        <message>
            <source>Let one more layer play this class</source>
            <translation>Donner une couche de plus à cette classe</translation>
        </message>
        <message>
            <source>Re&amp;move</source>
            <translation>R&amp;etirer</translation>
        </message>
        <message>
            <source>Take this layer out of its class; the layer itself is left alone</source>
            <translation>Retirer cette couche de sa classe ; la couche elle-même reste intacte</translation>
        </message>
        <message>
            <source>&amp;Class</source>
            <translation>C&amp;lasse</translation>
        </message>
        <message>
            <source>The class of the legend that this layer plays</source>
            <translation>La classe de la légende à laquelle va cette couche</translation>
        </message>
        <message>
            <source>&amp;Layer</source>
            <translation>&amp;Couche</translation>
        </message>
        <message>
            <source>Add a so&amp;urce</source>
            <translation>Ajouter &amp;une source</translation>
        </message>
        <message>
            <source>Offer the layers of another file, folder, database or service as well</source>
            <translation>Proposer aussi les couches d’un autre fichier, dossier, d’une base ou d’un service</translation>
        </message>
        <message>
            <source>&amp;Objects</source>
            <translation>Ob&amp;jets</translation>
        </message>
        <message>
            <source>Which objects of the layer play the class</source>
            <translation>Les objets de la couche qui vont à la classe</translation>
        </message>
        <message>
            <source>&amp;Field</source>
            <translation>C&amp;hamp</translation>
        </message>
        <message>
            <source>&amp;Values</source>
            <translation>&amp;Valeurs</translation>
        </message>
        <message>
            <source>Values of the field, with the number of objects of each</source>
            <translation>Valeurs du champ, avec le nombre d’objets de chacune</translation>
        </message>
        <message>
            <source>Value</source>
            <translation>Valeur</translation>
        </message>
        <message>
            <source>&amp;Expression</source>
            <translation>E&amp;xpression</translation>
        </message>
        <message>
            <source>Su&amp;b-trame</source>
            <translation>Sous-&amp;trame</translation>
        </message>
        <message>
            <source>The field that tells the sub-trames of the summary apart; empty for none</source>
            <translation>Le champ qui distingue les sous-trames du récapitulatif ; vide pour aucun</translation>
        </message>
        <message>
            <source>Code pa&amp;ge</source>
            <translation>Encoda&amp;ge</translation>
        </message>
        <message>
            <source>Another one where accents are garbled</source>
            <translation>Une autre, si les accents sont altérés</translation>
        </message>
        <message>
            <source>&amp;Projection</source>
            <translation>&amp;Projection</translation>
        </message>
        <message>
            <source>The one in which the coordinates are, where the layer does not say so itself</source>
            <translation>Celle des coordonnées, si la couche ne la déclare pas elle-même</translation>
        </message>
        <message>
            <source>&amp;Import…</source>
            <translation>&amp;Importer…</translation>
        </message>
        <message>
            <source>Show a profile that a colleague has exported</source>
            <translation>Afficher un profil exporté par un collègue</translation>
        </message>
        <message>
            <source>E&amp;xport…</source>
            <translation>Exp&amp;orter…</translation>
        </message>
        <message>
            <source>Write this profile to a file, for a colleague; it holds no user name and no password</source>
            <translation>Écrire ce profil dans un fichier, pour un collègue ; il ne contient ni nom d’utilisateur ni mot de passe</translation>
        </message>
        <message>
            <source>&amp;Delete…</source>
            <translation>Suppri&amp;mer…</translation>
        </message>
        <message>
            <source>Delete the saved profile of this name; its data is left alone</source>
            <translation>Supprimer le profil enregistré sous ce nom ; ses données restent intactes</translation>
        </message>
    </context>
    <context>
        <name>Selection</name>
        <message>
            <source>No selection is kept yet: OK keeps this one</source>
            <translation>Aucune sélection n’est encore conservée : OK conserve celle-ci</translation>
        </message>
        <message>
            <source>&amp;Delete</source>
            <translation>&amp;Supprimer</translation>
        </message>
        <message>
            <source>Delete the selection “{name}”?</source>
            <translation>Supprimer la sélection « {name} » ?</translation>
        </message>
        <message>
            <source>Codes of communes</source>
            <translation>Codes de communes</translation>
        </message>
        <message>
            <source>Export the selection</source>
            <translation>Exporter la sélection</translation>
        </message>
        <message>
            <source>These communes of {territory} are not among the loaded territories and are left out: {codes}.</source>
            <translation>Ces communes de {territory} ne sont pas parmi les territoires chargés et sont laissées de côté : {codes}.</translation>
        </message>
        <message>
            <source>These are no territories, or the names of several: {list}.</source>
            <translation>Ces noms ou codes ne désignent aucun territoire, ou plusieurs : {list}.</translation>
        </message>
    </context>
    <context>
        <name>SelectionForm</name>
        <message>
            <source>Selection of communes</source>
            <translation>Sélection de communes</translation>
        </message>
        <message>
            <source>&amp;Title</source>
            <translation>&amp;Titre</translation>
        </message>
        <message>
            <source>The name that the sheet bears, for instance that of a SCoT or of a canton; the selection is kept under it</source>
            <translation>Le nom que porte la feuille, par exemple celui d’un SCoT ou d’un canton ; la sélection est conservée sous ce nom</translation>
        </message>
        <message>
            <source>Open a selection that is kept, or delete one</source>
            <translation>Ouvrir une sélection conservée, ou en supprimer une</translation>
        </message>
        <message>
            <source>&amp;Add</source>
            <translation>&amp;Ajouter</translation>
        </message>
        <message>
            <source>Commune, EPCI or codes</source>
            <translation>Commune, EPCI ou codes</translation>
        </message>
        <message>
            <source>Type part of a name, or codes with commas between, then press Enter; an EPCI adds all its communes</source>
            <translation>Saisir une partie d’un nom, ou des codes séparés par des virgules, puis Entrée ; un EPCI ajoute toutes ses communes</translation>
        </message>
        <message>
            <source>Add communes by clicks on the map, or take them out again</source>
            <translation>Ajouter des communes par des clics sur la carte, ou les retirer</translation>
        </message>
        <message>
            <source>Add the codes or names of a CSV or text file</source>
            <translation>Ajouter les codes ou les noms d’un fichier CSV ou texte</translation>
        </message>
        <message>
            <source>Add the codes or names that were copied, for instance from a table</source>
            <translation>Ajouter les codes ou les noms copiés, par exemple d’un tableau</translation>
        </message>
        <message>
            <source>Communes of the selection</source>
            <translation>Communes de la sélection</translation>
        </message>
        <message>
            <source>E&amp;xport…</source>
            <translation>E&amp;xporter…</translation>
        </message>
        <message>
            <source>Save the codes and the names of the communes as a CSV file</source>
            <translation>Enregistrer les codes et les noms des communes dans un fichier CSV</translation>
        </message>
        <message>
            <source>&amp;Remove</source>
            <translation>&amp;Retirer</translation>
        </message>
        <message>
            <source>Take the marked communes out of the selection</source>
            <translation>Retirer de la sélection les communes marquées</translation>
        </message>
    </context>
    <context>
        <name>Series</name>
        <message>
            <source>Nothing is selected in the layer “{layer}”: select features in it first.</source>
            <translation>Rien n’est sélectionné dans la couche « {layer} » : sélectionnez-y d’abord des objets.</translation>
        </message>
        <message>
            <source>“{file}” cannot be read: {reason}</source>
            <translation>« {file} » ne peut pas être lu : {reason}</translation>
        </message>
        <message>
            <source>“{file}” is too large for a list of territories: choose a CSV or text file.</source>
            <translation>« {file} » est trop gros pour une liste de territoires : choisissez un fichier CSV ou texte.</translation>
        </message>
        <message>
            <source>“{file}” is no text: save the table as CSV, or copy its column and paste it.</source>
            <translation>« {file} » n’est pas un texte : enregistrez le tableau en CSV, ou copiez sa colonne et collez-la.</translation>
        </message>
        <message>
            <source>no lock can be made there</source>
            <translation>aucun verrou ne peut y être posé</translation>
        </message>
        <message>
            <source>Another series is printed into “{folder}” just now (process {process} on {host}): wait for it, or choose another folder. If it runs no more, delete “{name}” there.</source>
            <translation>Une autre série s’imprime en ce moment dans « {folder} » (processus {process} sur {host}) : attendez-la, ou choisissez un autre dossier. Si elle ne tourne plus, supprimez-y « {name} ».</translation>
        </message>
        <message>
            <source>“{path}” cannot be taken away: {reason}.</source>
            <translation>« {path} » ne peut pas être retiré : {reason}.</translation>
        </message>
        <message>
            <source>The expression gives no name for the files of {territories}: they have the usual ones.</source>
            <translation>L’expression ne donne pas de nom aux fichiers de {territories} : ils ont leurs noms habituels.</translation>
        </message>
        <message>
            <source>Several sheets would have one name, such as “{name}”: their codes and numbers are added.</source>
            <translation>Plusieurs feuilles porteraient le même nom, comme « {name} » : leurs codes et numéros sont ajoutés.</translation>
        </message>
        <message>
            <source>it may not read {reads}</source>
            <translation>elle n’a pas le droit de lire {reads}</translation>
        </message>
        <message>
            <source>it would take without end</source>
            <translation>elle n’en finirait pas</translation>
        </message>
        <message>
            <source>{functions} gives another name each time; the day is “{field}”</source>
            <translation>{functions} donne un autre nom à chaque fois ; le jour est « {field} »</translation>
        </message>
        <message>
            <source>there is no “{field}”, but {known}</source>
            <translation>il n’y a pas de « {field} », mais {known}</translation>
        </message>
        <message>
            <source>it gives no name of a file</source>
            <translation>elle ne donne pas de nom de fichier</translation>
        </message>
        <message>
            <source>it gives too many folders</source>
            <translation>elle donne trop de dossiers</translation>
        </message>
        <message>
            <source>“{path}” leads out of the folder</source>
            <translation>« {path} » mène hors du dossier</translation>
        </message>
        <message>
            <source>The expression “{expression}” gives no file names: {reason}.</source>
            <translation>L’expression « {expression} » ne donne pas de noms de fichiers : {reason}.</translation>
        </message>
        <message>
            <source>“{value}” is not known here; choose one of {known}.</source>
            <translation>« {value} » n’est pas connu ici ; choisissez parmi {known}.</translation>
        </message>
        <message>
            <source>Only PDFs are put together: choose PDF, or a file for each sheet.</source>
            <translation>Seuls des PDF sont réunis : choisissez PDF, ou un fichier par feuille.</translation>
        </message>
        <message>
            <source>A part of a series is not put together: print the parts as files, then all of them once more, which takes what is there.</source>
            <translation>Une part d’une série n’est pas réunie : imprimez les parts en fichiers, puis toute la série une fois de plus, qui prend ce qui est là.</translation>
        </message>
        <message>
            <source>No territory is named: give codes, an EPCI, a département or all.</source>
            <translation>Aucun territoire n’est nommé : donnez des codes, un EPCI, un département ou all.</translation>
        </message>
        <message>
            <source>None of the {count} territories can be printed. {reason}</source>
            <translation>Aucun des {count} territoires ne peut être imprimé. {reason}</translation>
        </message>
        <message>
            <source>“{text}” is no part of a series: write 3/16 for the third of sixteen.</source>
            <translation>« {text} » n’est pas une part d’une série : écrivez 3/16 pour la troisième sur seize.</translation>
        </message>
        <message>
            <source>Whether a database or a service has changed is not known: what was printed in the last {hours} hours is taken as it is.</source>
            <translation>On ne sait pas si une base ou un service a changé : ce qui a été imprimé dans les {hours} dernières heures est pris tel quel.</translation>
        </message>
        <message>
            <source>The sheet could not be drawn, tried twice: {reason}.</source>
            <translation>La feuille n’a pas pu être dessinée, après deux essais : {reason}.</translation>
        </message>
        <message>
            <source>No worker process can be used, the sheets are printed by QGIS itself: {reason}</source>
            <translation>Aucun processus d’impression n’est utilisable, les feuilles sont imprimées par QGIS lui-même : {reason}</translation>
        </message>
        <message>
            <source>it took more than {seconds} seconds</source>
            <translation>elle a pris plus de {seconds} secondes</translation>
        </message>
        <message>
            <source>it took more than {size} MB of memory</source>
            <translation>elle a pris plus de {size} Mo de mémoire</translation>
        </message>
        <message>
            <source>This computer was silent for so long that the folder was given to another series: this one ends.</source>
            <translation>Cet ordinateur est resté muet si longtemps que le dossier a été donné à une autre série : celle-ci s’arrête.</translation>
        </message>
        <message>
            <source>The project was closed, of which layers are printed.</source>
            <translation>Le projet dont des couches sont imprimées a été fermé.</translation>
        </message>
        <message>
            <source>The sheets are put together.</source>
            <translation>Les feuilles sont réunies.</translation>
        </message>
        <message>
            <source>The folder “{folder}” is gone, or its drive does not answer.</source>
            <translation>Le dossier « {folder} » a disparu, ou son lecteur ne répond pas.</translation>
        </message>
        <message>
            <source>The folder “{folder}” takes no files: {reason}.</source>
            <translation>Le dossier « {folder} » n’accepte aucun fichier : {reason}.</translation>
        </message>
        <message>
            <source>Something is missing on this sheet, as is told; the next series prints it again.</source>
            <translation>Il manque quelque chose sur cette feuille, comme dit plus haut ; la prochaine série la réimprime.</translation>
        </message>
        <message>
            <source>What this sheet is made from changed while the series was printed; the next series prints it again.</source>
            <translation>Ce dont cette feuille est faite a changé pendant l’impression de la série ; la prochaine série la réimprime.</translation>
        </message>
        <message>
            <source>A worker process does not find the territories of this QGIS: they are not in a file, a database or a service.</source>
            <translation>Un processus d’impression ne trouve pas les territoires de ce QGIS : ils ne sont ni dans un fichier, ni dans une base de données, ni dans un service.</translation>
        </message>
        <message>
            <source>The source needs the master password of QGIS, which a worker process cannot know; QGIS can keep it in the wallet of the system.</source>
            <translation>La source demande le mot de passe principal de QGIS, qu’un processus d’impression ne peut pas connaître ; QGIS peut le garder dans le portefeuille du système.</translation>
        </message>
        <message>
            <source>The Python of this QGIS is not found.</source>
            <translation>Le Python de ce QGIS est introuvable.</translation>
        </message>
        <message>
            <source>“{program}” cannot be started: {reason}.</source>
            <translation>« {program} » ne peut pas être lancé : {reason}.</translation>
        </message>
        <message>
            <source>the worker process ended by itself (code {code})</source>
            <translation>le processus d’impression s’est terminé de lui-même (code {code})</translation>
        </message>
        <message>
            <source>the worker process crashed (signal {code})</source>
            <translation>le processus d’impression a planté (signal {code})</translation>
        </message>
        <message>
            <source>Tables and texts</source>
            <translation>Tableaux et textes</translation>
        </message>
        <message>
            <source>The series ends…</source>
            <translation>La série se termine…</translation>
        </message>
        <message>
            <source>The list of territories is empty.</source>
            <translation>La liste des territoires est vide.</translation>
        </message>
        <message>
            <source>The series needs layers of the open project: QGIS prints it itself, one sheet after the other.</source>
            <translation>La série a besoin de couches du projet ouvert : QGIS l’imprime lui-même, une feuille après l’autre.</translation>
        </message>
        <message>
            <source>In the background</source>
            <translation>En arrière-plan</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
        <message numerus="yes">
            <source>%n territories</source>
            <translation>
                <numerusform>%n territoire</numerusform>
                <numerusform>%n territoires</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n not understood</source>
            <translation>
                <numerusform>%n non compris</numerusform>
                <numerusform>%n non compris</numerusform>
            </translation>
        </message>
        <message>
            <source>{seconds} s</source>
            <translation>{seconds} s</translation>
        </message>
        <message>
            <source>{minutes} min</source>
            <translation>{minutes} min</translation>
        </message>
        <message>
            <source>{hours} h {minutes:02} min</source>
            <translation>{hours} h {minutes:02} min</translation>
        </message>
        <message numerus="yes">
            <source>%n sheets to print</source>
            <translation>
                <numerusform>%n feuille à imprimer</numerusform>
                <numerusform>%n feuilles à imprimer</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n of them replace a file</source>
            <translation>
                <numerusform>%n remplace un fichier</numerusform>
                <numerusform>%n remplacent un fichier</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n are up to date</source>
            <translation>
                <numerusform>%n est à jour</numerusform>
                <numerusform>%n sont à jour</numerusform>
            </translation>
        </message>
        <message>
            <source>about {time}</source>
            <translation>environ {time}</translation>
        </message>
        <message numerus="yes">
            <source>%n will lack data: {names}</source>
            <translation>
                <numerusform>%n sera sans données : {names}</numerusform>
                <numerusform>%n seront sans données : {names}</numerusform>
            </translation>
        </message>
        <message>
            <source>Files that are replaced:</source>
            <translation>Fichiers remplacés :</translation>
        </message>
        <message>
            <source>Without data:</source>
            <translation>Sans données :</translation>
        </message>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>et %n autre</numerusform>
                <numerusform>et %n autres</numerusform>
            </translation>
        </message>
        <message>
            <source>The series goes on; QGIS lists it among its tasks, and Export several… shows it.</source>
            <translation>La série continue ; QGIS l’affiche parmi ses tâches, et Exporter plusieurs… la montre.</translation>
        </message>
        <message>
            <source>Report</source>
            <translation>Rapport</translation>
        </message>
        <message>
            <source>PDF</source>
            <translation>PDF</translation>
        </message>
        <message>
            <source>Folder</source>
            <translation>Dossier</translation>
        </message>
        <message>
            <source>Choose the folder for the files.</source>
            <translation>Choisissez le dossier des fichiers.</translation>
        </message>
        <message>
            <source>“{folder}” is no whole path: choose the folder for the files with ….</source>
            <translation>« {folder} » n’est pas un chemin complet : choisissez le dossier des fichiers avec ….</translation>
        </message>
        <message>
            <source>within QGIS</source>
            <translation>dans QGIS</translation>
        </message>
        <message>
            <source>A file for each sheet</source>
            <translation>Un fichier par feuille</translation>
        </message>
        <message>
            <source>One PDF of all sheets, with bookmarks</source>
            <translation>Un seul PDF de toutes les feuilles, avec signets</translation>
        </message>
        <message>
            <source>Both</source>
            <translation>Les deux</translation>
        </message>
        <message>
            <source>A dossier for each territory</source>
            <translation>Un dossier par territoire</translation>
        </message>
        <message>
            <source>One PDF of cover, list of sheets, key figures and sheets</source>
            <translation>Un PDF : couverture, liste des feuilles, chiffres clés et feuilles</translation>
        </message>
        <message>
            <source>Skip those that are up to date</source>
            <translation>Garder ceux à jour</translation>
        </message>
        <message>
            <source>Replace all</source>
            <translation>Tout remplacer</translation>
        </message>
        <message>
            <source>The series begins…</source>
            <translation>La série commence…</translation>
        </message>
        <message>
            <source>Being drawn: {names}</source>
            <translation>En cours : {names}</translation>
        </message>
        <message numerus="yes">
            <source>%n sheets printed</source>
            <translation>
                <numerusform>%n feuille imprimée</numerusform>
                <numerusform>%n feuilles imprimées</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n up to date before</source>
            <translation>
                <numerusform>%n déjà à jour</numerusform>
                <numerusform>%n déjà à jour</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n failed</source>
            <translation>
                <numerusform>%n en échec</numerusform>
                <numerusform>%n en échec</numerusform>
            </translation>
        </message>
        <message>
            <source>cancelled: Print goes on where it stopped</source>
            <translation>annulée : Imprimer reprend où elle s’est arrêtée</translation>
        </message>
        <message numerus="yes">
            <source>and %n more, in the report</source>
            <translation>
                <numerusform>et %n autre, dans le rapport</numerusform>
                <numerusform>et %n autres, dans le rapport</numerusform>
            </translation>
        </message>
        <message>
            <source>{done} of {total}</source>
            <translation>{done} sur {total}</translation>
        </message>
        <message numerus="yes">
            <source>%n sheets a minute</source>
            <translation>
                <numerusform>%n feuille par minute</numerusform>
                <numerusform>%n feuilles par minute</numerusform>
            </translation>
        </message>
        <message>
            <source>about {time} left</source>
            <translation>encore {time} environ</translation>
        </message>
        <message>
            <source>Series of sheets</source>
            <translation>Série de feuilles</translation>
        </message>
        <message>
            <source>Not understood: {message}</source>
            <translation>Non compris : {message}</translation>
        </message>
        <message>
            <source>All communes</source>
            <translation>Toutes les communes</translation>
        </message>
        <message>
            <source>List of territories</source>
            <translation>Liste de territoires</translation>
        </message>
        <message>
            <source>The layer “{layer}” has no field with codes of communes or EPCIs.</source>
            <translation>La couche « {layer} » n’a pas de champ de codes de communes ou d’EPCI.</translation>
        </message>
        <message numerus="yes">
            <source>%n selected</source>
            <translation>
                <numerusform>%n sélectionné</numerusform>
                <numerusform>%n sélectionnés</numerusform>
            </translation>
        </message>
        <message>
            <source>The project has no layer with attributes</source>
            <translation>Le projet n’a pas de couche avec attributs</translation>
        </message>
        <message>
            <source>Département</source>
            <translation>Département</translation>
        </message>
        <message numerus="yes">
            <source>%n territories are in the list already</source>
            <translation>
                <numerusform>%n territoire est déjà dans la liste</numerusform>
                <numerusform>%n territoires sont déjà dans la liste</numerusform>
            </translation>
        </message>
        <message>
            <source>{departement}: each of its communes</source>
            <translation>{departement} : chacune de ses communes</translation>
        </message>
        <message>
            <source>“{code}” of {territory} is not among the loaded territories.</source>
            <translation>« {code} » de {territory} n’est pas parmi les territoires chargés.</translation>
        </message>
    </context>
    <context>
        <name>SeriesForm</name>
        <message>
            <source>Export several sheets</source>
            <translation>Exporter plusieurs feuilles</translation>
        </message>
        <message>
            <source>Territories</source>
            <translation>Territoires</translation>
        </message>
        <message>
            <source>&amp;Add</source>
            <translation>&amp;Ajouter</translation>
        </message>
        <message>
            <source>Commune, EPCI, département, codes or “all”</source>
            <translation>Commune, EPCI, département, codes ou « tout »</translation>
        </message>
        <message>
            <source>Type part of a name, or codes with commas between, then press Enter; an EPCI or a département stands for each of its communes</source>
            <translation>Tapez une partie d’un nom, ou des codes séparés par des virgules, puis Entrée ; un EPCI ou un département vaut pour chacune de ses communes</translation>
        </message>
        <message>
            <source>&amp;Paste</source>
            <translation>&amp;Coller</translation>
        </message>
        <message>
            <source>Add the codes or names that were copied, for instance a column of a table</source>
            <translation>Ajouter les codes ou les noms copiés, par exemple une colonne d’un tableau</translation>
        </message>
        <message>
            <source>&amp;File…</source>
            <translation>&amp;Fichier…</translation>
        </message>
        <message>
            <source>Add the codes or names of a CSV or text file; its column of codes is recognised</source>
            <translation>Ajouter les codes ou les noms d’un fichier CSV ou texte ; sa colonne de codes est reconnue</translation>
        </message>
        <message>
            <source>La&amp;yer</source>
            <translation>Couc&amp;he</translation>
        </message>
        <message>
            <source>Add what is selected in a layer of the project; its field of codes is recognised</source>
            <translation>Ajouter la sélection d’une couche du projet ; son champ de codes est reconnu</translation>
        </message>
        <message>
            <source>&amp;Map</source>
            <translation>Car&amp;te</translation>
        </message>
        <message>
            <source>Add communes by clicks on the map, one after the other; a second click takes one out</source>
            <translation>Ajouter des communes par des clics sur la carte, l’une après l’autre ; un second clic en retire une</translation>
        </message>
        <message>
            <source>&amp;Lists</source>
            <translation>&amp;Listes</translation>
        </message>
        <message>
            <source>Add a selection of the dock, a département, or all communes</source>
            <translation>Ajouter une sélection du panneau, un département ou toutes les communes</translation>
        </message>
        <message>
            <source>&amp;With the plan of the EPCI or the selection</source>
            <translation>A&amp;vec le plan de l’EPCI ou de la sélection</translation>
        </message>
        <message>
            <source>The sheet of the whole EPCI, or of the whole selection, beside those of its communes</source>
            <translation>La feuille de l’EPCI entier, ou de la sélection entière, en plus de celles de ses communes</translation>
        </message>
        <message>
            <source>Territories of the series</source>
            <translation>Territoires de la série</translation>
        </message>
        <message>
            <source>&amp;Remove</source>
            <translation>&amp;Retirer</translation>
        </message>
        <message>
            <source>Take the marked territories out of the list</source>
            <translation>Retirer de la liste les territoires marqués</translation>
        </message>
        <message>
            <source>Remove all</source>
            <translation>Tout retirer</translation>
        </message>
        <message>
            <source>Empty the list</source>
            <translation>Vider la liste</translation>
        </message>
        <message>
            <source>Sheets and files</source>
            <translation>Feuilles et fichiers</translation>
        </message>
        <message>
            <source>S&amp;heets</source>
            <translation>Fe&amp;uilles</translation>
        </message>
        <message>
            <source>The sheets of each territory; several are numbered 1/N to N/N in the order of this list: drag one to change it</source>
            <translation>Les feuilles de chaque territoire ; plusieurs sont numérotées de 1/N à N/N dans l’ordre de cette liste : faites-en glisser une pour le changer</translation>
        </message>
        <message>
            <source>As in the dock</source>
            <translation>Comme au panneau</translation>
        </message>
        <message>
            <source>What the dock has chosen; change it there</source>
            <translation>Les choix du panneau ; changez-les là-bas</translation>
        </message>
        <message>
            <source>With the &amp;cartouche entries of the dock</source>
            <translation>Avec les &amp;entrées de cartouche du panneau</translation>
        </message>
        <message>
            <source>&amp;Output</source>
            <translation>&amp;Sortie</translation>
        </message>
        <message>
            <source>Forma&amp;t</source>
            <translation>F&amp;ormat</translation>
        </message>
        <message>
            <source>Fol&amp;der</source>
            <translation>&amp;Dossier</translation>
        </message>
        <message>
            <source>&amp;Names</source>
            <translation>&amp;Noms</translation>
        </message>
        <message>
            <source>An expression for the path of each file below the folder, without its ending; empty for the usual names</source>
            <translation>Une expression pour le chemin de chaque fichier dans le dossier, sans son extension ; vide pour les noms usuels</translation>
        </message>
        <message>
            <source>&amp;Existing files</source>
            <translation>Fichiers e&amp;xistants</translation>
        </message>
        <message>
            <source>Wor&amp;kers</source>
            <translation>&amp;Processus</translation>
        </message>
        <message>
            <source>How many sheets are printed at the same time, each by a program of its own; 0 prints within QGIS, one after the other</source>
            <translation>Nombre de feuilles imprimées en même temps, chacune par un programme à part ; 0 imprime dans QGIS, l’une après l’autre</translation>
        </message>
        <message>
            <source>E&amp;stimate</source>
            <translation>Est&amp;imer</translation>
        </message>
        <message>
            <source>Print three of the sheets on trial, and tell how long all of them take, how large they are, which are there already, and which lack data</source>
            <translation>Imprimer trois feuilles à l’essai, et dire combien de temps prend la série, sa taille, ce qui est déjà là et où manquent des données</translation>
        </message>
        <message>
            <source>The sheet that was printed last</source>
            <translation>La dernière feuille imprimée</translation>
        </message>
        <message>
            <source>Territories that were not printed</source>
            <translation>Territoires non imprimés</translation>
        </message>
        <message>
            <source>Open the report</source>
            <translation>Ouvrir le rapport</translation>
        </message>
        <message>
            <source>Open the folder</source>
            <translation>Ouvrir le dossier</translation>
        </message>
        <message>
            <source>Try these a&amp;gain</source>
            <translation>Réessa&amp;yer</translation>
        </message>
        <message>
            <source>Print the sheets that failed once more</source>
            <translation>Imprimer de nouveau les feuilles en échec</translation>
        </message>
        <message>
            <source>Help</source>
            <translation>Aide</translation>
        </message>
        <message>
            <source>Pr&amp;int</source>
            <translation>I&amp;mprimer</translation>
        </message>
        <message>
            <source>&amp;Back</source>
            <translation>Chan&amp;ger les choix</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>End the series; what is printed stays, and can be gone on with later</source>
            <translation>Arrêter la série ; ce qui est imprimé reste, et la suite pourra être reprise</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>Fermer</translation>
        </message>
    </context>
    <context>
        <name>Server</name>
        <message>
            <source>the INSEE code of a commune</source>
            <translation>le code INSEE d’une commune</translation>
        </message>
        <message>
            <source>the SIREN code of an EPCI</source>
            <translation>le code SIREN d’un EPCI</translation>
        </message>
        <message>
            <source>an exact name</source>
            <translation>un nom exact</translation>
        </message>
        <message>
            <source>several of them with commas between</source>
            <translation>plusieurs, séparés par des virgules</translation>
        </message>
        <message>
            <source>portrait</source>
            <translation>portrait</translation>
        </message>
        <message>
            <source>landscape</source>
            <translation>paysage</translation>
        </message>
        <message>
            <source>it must be the whole path of a folder</source>
            <translation>il faut le chemin complet d’un dossier</translation>
        </message>
        <message>
            <source>The service cannot read its configuration or its data at the moment: try again later, or tell the office that runs it.</source>
            <translation>Le service ne peut pas lire sa configuration ou ses données pour l’instant : réessayez plus tard, ou prévenez le service qui l’héberge.</translation>
        </message>
        <message>
            <source>The service could not answer; its log says why.</source>
            <translation>Le service n’a pas pu répondre ; son journal dit pourquoi.</translation>
        </message>
        <message>
            <source>The query is longer than {most} letters.</source>
            <translation>La requête dépasse {most} caractères.</translation>
        </message>
        <message>
            <source>The parameter “{name}” is given more than once.</source>
            <translation>Le paramètre « {name} » est donné plus d’une fois.</translation>
        </message>
        <message>
            <source>There is no request “{name}”; there are {known}.</source>
            <translation>La requête « {name} » n’existe pas ; il y a {known}.</translation>
        </message>
        <message>
            <source>The parameter “{name}” is unknown; known are {known}.</source>
            <translation>Le paramètre « {name} » est inconnu ; les paramètres connus sont {known}.</translation>
        </message>
        <message>
            <source>The parameter “{name}” is longer than {most} letters.</source>
            <translation>Le paramètre « {name} » dépasse {most} caractères.</translation>
        </message>
        <message>
            <source>“{value}” is no {name}; allowed are {values}.</source>
            <translation>« {value} » n’est pas admis pour {name} ; valeurs admises : {values}.</translation>
        </message>
        <message>
            <source>“{value}” is no {name}: {description}.</source>
            <translation>« {value} » n’est pas admis pour {name} : {description}.</translation>
        </message>
        <message>
            <source>“{value}” is no {name}: {least} to {most} are allowed.</source>
            <translation>« {value} » n’est pas admis pour {name} : de {least} à {most}.</translation>
        </message>
        <message>
            <source>The parameter “{name}” is missing.</source>
            <translation>Le paramètre « {name} » manque.</translation>
        </message>
        <message>
            <source>The query holds what is no text in UTF-8.</source>
            <translation>La requête contient ce qui n’est pas un texte en UTF-8.</translation>
        </message>
        <message>
            <source>the service</source>
            <translation>le service</translation>
        </message>
        <message>
            <source>what is asked for</source>
            <translation>ce qui est demandé</translation>
        </message>
        <message>
            <source>the language of messages; a sheet is French</source>
            <translation>la langue des messages ; une feuille est en français</translation>
        </message>
        <message>
            <source>an INSEE code, a SIREN code or the exact name of a territory</source>
            <translation>un code INSEE, un code SIREN ou le nom exact d’un territoire</translation>
        </message>
        <message>
            <source>the sheet; where none is given, the data choose it</source>
            <translation>la feuille ; si rien n’est donné, les données la choisissent</translation>
        </message>
        <message>
            <source>a paper, or the name of a template</source>
            <translation>un format de papier, ou le nom d’un modèle</translation>
        </message>
        <message>
            <source>dots per inch of a PNG, {least} to {most}</source>
            <translation>points par pouce d’un PNG, de {least} à {most}</translation>
        </message>
        <message>
            <source>a denominator from {least} to {most}, as 25000 or 1:25000</source>
            <translation>un dénominateur de {least} à {most}, comme 25000 ou 1:25000</translation>
        </message>
        <message>
            <source>how the map outside the territory is drawn</source>
            <translation>comment la carte est dessinée hors du territoire</translation>
        </message>
        <message>
            <source>the format of the file</source>
            <translation>le format du fichier</translation>
        </message>
        <message>
            <source>the format of the table</source>
            <translation>le format du tableau</translation>
        </message>
        <message>
            <source>how many territories at most, 1 to {most}</source>
            <translation>combien de territoires au plus, de 1 à {most}</translation>
        </message>
        <message>
            <source>what was typed so far</source>
            <translation>ce qui est tapé jusqu’ici</translation>
        </message>
        <message>
            <source>The service answers GET and HEAD only.</source>
            <translation>Le service ne répond qu’à GET et HEAD.</translation>
        </message>
        <message>
            <source>The data are being replaced at the moment: try again.</source>
            <translation>Les données sont en cours de remplacement : réessayez.</translation>
        </message>
        <message>
            <source>DPI is for FORMAT=png only.</source>
            <translation>DPI n’est admis qu’avec FORMAT=png.</translation>
        </message>
        <message>
            <source>A picture of this paper has at most {most} dots per inch.</source>
            <translation>Une image de ce format de papier a au plus {most} points par pouce.</translation>
        </message>
        <message>
            <source>“{name}” is not among the territories of this service.</source>
            <translation>« {name} » n’est pas parmi les territoires de ce service.</translation>
        </message>
        <message>
            <source>The territory has {count} communes; the service prints territories of at most {limit}.</source>
            <translation>Le territoire compte {count} communes ; le service n’en imprime que {limit} au plus.</translation>
        </message>
        <message>
            <source>This sheet takes longer than the service allows.</source>
            <translation>Cette feuille demande plus de temps que le service n’en accorde.</translation>
        </message>
        <message>
            <source>This sheet cannot be printed on this template.</source>
            <translation>Cette feuille ne peut pas être imprimée sur ce modèle.</translation>
        </message>
    </context>
    <context>
        <name>Service</name>
        <message>
            <source>The service “{name}” answers with something else than what it offers; log in to the network if it asks for that, or try again later.</source>
            <translation>Le service « {name} » répond par autre chose que ce qu’il propose ; identifiez-vous sur le réseau s’il le demande, ou réessayez plus tard.</translation>
        </message>
        <message>
            <source>The service “{name}” did not answer within {seconds} seconds.</source>
            <translation>Le service « {name} » n’a pas répondu en {seconds} secondes.</translation>
        </message>
        <message>
            <source>The service “{name}” answers with more than {size} MB.</source>
            <translation>Le service « {name} » répond par plus de {size} Mo.</translation>
        </message>
        <message>
            <source>The service “{name}” does not answer ({reason}).</source>
            <translation>Le service « {name} » ne répond pas ({reason}).</translation>
        </message>
        <message>
            <source>error {status}</source>
            <translation>erreur {status}</translation>
        </message>
        <message>
            <source>network error {number}</source>
            <translation>erreur réseau {number}</translation>
        </message>
    </context>
    <context>
        <name>SetsForm</name>
        <message>
            <source>Sets of styles</source>
            <translation>Jeux de styles</translation>
        </message>
        <message>
            <source>Styles of the set</source>
            <translation>Styles du jeu</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>Classe</translation>
        </message>
        <message>
            <source>Geometry</source>
            <translation>Géométrie</translation>
        </message>
        <message>
            <source>&amp;Duplicate…</source>
            <translation>&amp;Dupliquer…</translation>
        </message>
        <message>
            <source>Make a set of your own with the same styles</source>
            <translation>Faire un jeu à vous avec les mêmes styles</translation>
        </message>
        <message>
            <source>Re&amp;name…</source>
            <translation>Re&amp;nommer…</translation>
        </message>
        <message>
            <source>E&amp;xport…</source>
            <translation>E&amp;xporter…</translation>
        </message>
        <message>
            <source>Write the set to a zip, for a colleague</source>
            <translation>Écrire le jeu dans un zip, pour un collègue</translation>
        </message>
        <message>
            <source>&amp;Remove…</source>
            <translation>&amp;Supprimer…</translation>
        </message>
        <message>
            <source>&amp;Import…</source>
            <translation>&amp;Importer…</translation>
        </message>
        <message>
            <source>Take over the set of a zip that a colleague has exported</source>
            <translation>Reprendre le jeu d’un zip exporté par un collègue</translation>
        </message>
        <message>
            <source>Open the &amp;folder</source>
            <translation>&amp;Ouvrir le dossier</translation>
        </message>
    </context>
    <context>
        <name>Sheet</name>
        <message>
            <source>“{name}” is not a class of the sheet</source>
            <translation>« {name} » n’est pas une classe de la feuille</translation>
        </message>
        <message>
            <source>a file name cannot begin so</source>
            <translation>un nom de fichier ne peut pas commencer ainsi</translation>
        </message>
        <message>
            <source>that sheet is itself like another one</source>
            <translation>cette feuille en suit elle-même une autre</translation>
        </message>
        <message>
            <source>There is no sheet “{name}”: {count} are known, such as {names}.</source>
            <translation>Aucune feuille « {name} » : {count} sont connues, dont {names}.</translation>
        </message>
        <message>
            <source>a class is made of letters, digits, _ and -</source>
            <translation>une classe se compose de lettres, de chiffres, de _ et de -</translation>
        </message>
        <message>
            <source>the braces of a heading must hold a word of the scheme</source>
            <translation>entre les accolades d’un intertitre, un mot du schéma est attendu</translation>
        </message>
        <message>
            <source>“{name}” is not a class of the sheet followed by _p, _l or _s</source>
            <translation>« {name} » n’est pas une classe de la feuille suivie de _p, _l ou _s</translation>
        </message>
        <message>
            <source>it must be a date such as 2014-07-04</source>
            <translation>une date telle que 2014-07-04 est attendue</translation>
        </message>
        <message>
            <source>The label “{label}” is not printed: “{key}” is not in the legend of the sheet “{sheet}”.</source>
            <translation>Le libellé « {label} » n’est pas imprimé : « {key} » n’est pas dans la légende de la feuille « {sheet} ».</translation>
        </message>
        <message>
            <source>braces must hold the name of a value</source>
            <translation>entre accolades, un nom de valeur est attendu</translation>
        </message>
    </context>
    <context>
        <name>SheetForm</name>
        <message>
            <source>Sheet</source>
            <translation>Feuille</translation>
        </message>
        <message>
            <source>Commu&amp;ne or EPCI</source>
            <translation>Commu&amp;ne ou EPCI</translation>
        </message>
        <message>
            <source>Name, INSEE or SIREN code</source>
            <translation>Nom, code INSEE ou SIREN</translation>
        </message>
        <message>
            <source>Type part of a name or a code, then press Enter to load the territory that is marked in the list; codes with commas between make a selection</source>
            <translation>Saisir une partie d’un nom ou un code, puis Entrée pour charger le territoire marqué dans la liste ; des codes séparés par des virgules font une sélection</translation>
        </message>
        <message>
            <source>Pick a commune by a click on the map</source>
            <translation>Choisir une commune d’un clic sur la carte</translation>
        </message>
        <message>
            <source>Put communes together under a title, for instance a SCoT or a canton</source>
            <translation>Réunir des communes sous un titre, par exemple un SCoT ou un canton</translation>
        </message>
        <message>
            <source>Shee&amp;t</source>
            <translation>Feui&amp;lle</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>Source</translation>
        </message>
        <message>
            <source>Choose a file or a folder of ecological data</source>
            <translation>Choisir un fichier ou un dossier de données écologiques</translation>
        </message>
        <message>
            <source>Lo&amp;ad</source>
            <translation>Char&amp;ger</translation>
        </message>
        <message>
            <source>Objects within the territory, class by class; a right click, or Enter, on a class opens the menu of its style</source>
            <translation>Objets du territoire, classe par classe ; un clic droit sur une classe, ou Entrée, ouvre le menu de son style</translation>
        </message>
        <message>
            <source>Objects within the territory, class by class</source>
            <translation>Objets sur le territoire, classe par classe</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>Classe</translation>
        </message>
        <message>
            <source>Objects</source>
            <translation>Objets</translation>
        </message>
        <message>
            <source>Page</source>
            <translation>Page</translation>
        </message>
        <message>
            <source>&amp;Format</source>
            <translation>&amp;Format</translation>
        </message>
        <message>
            <source>The paper, or the template, that the sheet is printed with</source>
            <translation>Le papier, ou le modèle, avec lequel la feuille est imprimée</translation>
        </message>
        <message>
            <source>Scale</source>
            <translation>Échelle</translation>
        </message>
        <message>
            <source>The scale of the map; any other may be typed</source>
            <translation>L’échelle de la carte ; toute autre peut être saisie</translation>
        </message>
        <message>
            <source>&amp;Background</source>
            <translation>Fon&amp;d</translation>
        </message>
        <message>
            <source>What is drawn, muted, under the map of the sheet</source>
            <translation>Ce qui est dessiné, atténué, sous la carte de la feuille</translation>
        </message>
        <message>
            <source>Light base</source>
            <translation>Fond léger</translation>
        </message>
        <message>
            <source>Roads, water and names, muted, under the theme, as vectors; without a choice none is drawn over a background</source>
            <translation>Routes, eau et noms, estompés, sous le thème, en vecteurs ; sans choix, aucun n’est dessiné sur un fond de plan</translation>
        </message>
        <message>
            <source>Outs&amp;ide</source>
            <translation>Hor&amp;s territoire</translation>
        </message>
        <message>
            <source>How the map looks outside the territory, in the project as well</source>
            <translation>L’aspect de la carte hors du territoire, dans le projet aussi</translation>
        </message>
        <message>
            <source>Styles</source>
            <translation>Styles</translation>
        </message>
        <message>
            <source>The set of styles that is looked up first; then come your own, those of your office, and those of the plugin</source>
            <translation>Le jeu de styles consulté en premier ; viennent ensuite les vôtres, ceux de votre service et ceux de l’extension</translation>
        </message>
        <message>
            <source>Sets of styles, and the styles for other projects</source>
            <translation>Jeux de styles, et les styles pour d’autres projets</translation>
        </message>
        <message>
            <source>Besides</source>
            <translation>En plus</translation>
        </message>
        <message>
            <source>What the sheet prints besides, where its template has a place for it; unless you choose, what the office says</source>
            <translation>Ce que la feuille imprime en plus, là où son modèle a une place pour cela ; sans choix de votre part, ce que dit le service</translation>
        </message>
        <message>
            <source>Status, procedure, number, date and texts of the exports of this territory</source>
            <translation>Statut, procédure, numéro, date et textes des exports de ce territoire</translation>
        </message>
        <message>
            <source>La&amp;yout…</source>
            <translation>Mise en page…</translation>
        </message>
        <message>
            <source>E&amp;xport…</source>
            <translation>Exp&amp;orter…</translation>
        </message>
        <message>
            <source>Print the sheet to a PDF, PNG or SVG file; the project is left as it is</source>
            <translation>Imprimer la feuille dans un fichier PDF, PNG ou SVG ; le projet reste tel quel</translation>
        </message>
        <message>
            <source>Export a layout of the project as it stands</source>
            <translation>Exporter telle quelle une mise en page du projet</translation>
        </message>
        <message>
            <source>Export several…</source>
            <translation>Exporter plusieurs…</translation>
        </message>
        <message>
            <source>Print the sheets of many territories in one go: an EPCI, a département, a list</source>
            <translation>Imprimer d’un coup les feuilles de nombreux territoires : un EPCI, un département, une liste</translation>
        </message>
    </context>
    <context>
        <name>Source</name>
        <message>
            <source>The coordinate system of the layer “{layer}” does not hold the territory: set the right one.</source>
            <translation>Le système de coordonnées de la couche « {layer} » ne contient pas le territoire : indiquez le bon.</translation>
        </message>
        <message>
            <source>it is no regular expression ({reason})</source>
            <translation>ce n’est pas une expression rationnelle ({reason})</translation>
        </message>
        <message>
            <source>The source “{path}” cannot be read: {reason}.</source>
            <translation>La source « {path} » est illisible : {reason}.</translation>
        </message>
        <message>
            <source>“{path}” holds nothing that the sheet “{sheet}” draws, but {titles}: choose another source.</source>
            <translation>« {path} » ne contient rien de ce que dessine la feuille « {sheet} », mais {titles} : choisissez une autre source.</translation>
        </message>
        <message>
            <source>“{path}” holds several layers of one class: {layers}; all are drawn and counted. Say in a data profile which are to be.</source>
            <translation>« {path} » contient plusieurs couches d’une même classe : {layers} ; toutes sont dessinées et comptées. Dites dans un profil de données lesquelles doivent l’être.</translation>
        </message>
        <message>
            <source>“{path}” holds more than one data set: {title} is drawn, {layers} left out.</source>
            <translation>« {path} » contient plusieurs jeux de données : {title} est dessiné, {layers} laissé(s) de côté.</translation>
        </message>
        <message>
            <source>The layer “{layer}” is left out: another one bears the name of its class. Say in a data profile if it is to be drawn.</source>
            <translation>La couche « {layer} » est laissée de côté : une autre porte le nom de sa classe. Dites dans un profil de données si elle doit être dessinée.</translation>
        </message>
        <message>
            <source>The geometries of the layer “{layer}” are neither points, nor lines, nor areas: it is left out.</source>
            <translation>Les géométries de la couche « {layer} » ne sont ni des points, ni des lignes, ni des surfaces : elle est laissée de côté.</translation>
        </message>
        <message>
            <source>The layer “{layer}” is named as in “{title}” but lacks the field {field}.</source>
            <translation>La couche « {layer} » porte un nom de « {title} » mais n’a pas le champ {field}.</translation>
        </message>
        <message>
            <source>named as in “{title}”, with {fields}</source>
            <translation>nommée comme dans « {title} », avec {fields}</translation>
        </message>
        <message>
            <source>has the fields of “{title}”: {fields}</source>
            <translation>a les champs de « {title} » : {fields}</translation>
        </message>
        <message>
            <source>None of the layers of “{path}” is of a known schema ({known}): {layers}. Say in a data profile what they are.</source>
            <translation>Aucune des couches de « {path} » n’est d’un schéma connu ({known}) : {layers}. Dites dans un profil de données ce qu’elles sont.</translation>
        </message>
        <message>
            <source>No sheet draws anything of “{title}”: choose another source.</source>
            <translation>Aucune feuille ne dessine rien de « {title} » : choisissez une autre source.</translation>
        </message>
        <message>
            <source>The data are those of a {data}, the texts of the sheet “{sheet}” speak of a {scheme}: choose the sheet by the data.</source>
            <translation>Les données relèvent d’un {data}, les textes de la feuille « {sheet} » parlent d’un {scheme} : choisissez la feuille selon les données.</translation>
        </message>
        <message>
            <source>“{name}” in “{path}” has a bar in its name, which QGIS cannot read.</source>
            <translation>« {name} » dans « {path} » a une barre verticale dans son nom, que QGIS ne peut pas lire.</translation>
        </message>
        <message>
            <source>“{name}” leads out of the zip “{path}”, and is not read.</source>
            <translation>« {name} » mène hors du zip « {path} » et n’est pas lu.</translation>
        </message>
        <message>
            <source>“{name}” is a zip within the zip “{path}”: unpack that one first.</source>
            <translation>« {name} » est un zip dans le zip « {path} » : décompressez d’abord celui-ci.</translation>
        </message>
        <message>
            <source>The zip “{path}” holds no vector data.</source>
            <translation>Le zip « {path} » ne contient aucune donnée vecteur.</translation>
        </message>
        <message>
            <source>The zip “{path}” is damaged, or none at all: copy or download it again.</source>
            <translation>Le zip « {path} » est endommagé, ou n’en est pas un : copiez-le ou téléchargez-le de nouveau.</translation>
        </message>
        <message>
            <source>The zip “{path}” is protected by a password: unpack it, and choose the folder.</source>
            <translation>Le zip « {path} » est protégé par un mot de passe : décompressez-le et choisissez le dossier.</translation>
        </message>
        <message>
            <source>The zip “{path}” unpacks to {size} MB in {count} files, too much to be read as it is: if you trust it, unpack it and choose the folder.</source>
            <translation>Le zip « {path} » donne une fois décompressé {size} Mo en {count} fichiers, trop pour être lu tel quel : s’il est sûr, décompressez-le et choisissez le dossier.</translation>
        </message>
        <message>
            <source>The database “{database}” of the connection “{name}” does not answer or lets nobody in: test the connection in the browser of QGIS.</source>
            <translation>La base « {database} » de la connexion « {name} » ne répond pas ou refuse l’accès : testez la connexion dans l’explorateur de QGIS.</translation>
        </message>
        <message>
            <source>The service “{name}” did not answer within {seconds} seconds.</source>
            <translation>Le service « {name} » n’a pas répondu en {seconds} secondes.</translation>
        </message>
        <message>
            <source>The service “{name}” offers no layer: {reason}.</source>
            <translation>Le service « {name} » n’offre aucune couche : {reason}.</translation>
        </message>
        <message>
            <source>its list is empty</source>
            <translation>sa liste est vide</translation>
        </message>
        <message>
            <source>No connection called “{name}” is saved in QGIS; add it in the browser of QGIS. Those that are: {known}.</source>
            <translation>Aucune connexion nommée « {name} » n’est enregistrée dans QGIS ; ajoutez-la dans l’explorateur de QGIS. Celles qui le sont : {known}.</translation>
        </message>
        <message>
            <source>The database does not answer: {reason}.</source>
            <translation>La base de données ne répond pas : {reason}.</translation>
        </message>
        <message>
            <source>The demonstration cannot be copied to “{path}”: {reason}.</source>
            <translation>La démonstration ne peut pas être copiée vers « {path} » : {reason}.</translation>
        </message>
        <message>
            <source>The file “{path}” is empty: copy it again.</source>
            <translation>Le fichier « {path} » est vide : copiez-le de nouveau.</translation>
        </message>
        <message>
            <source>The file “{path}” cannot be read as vector data; it may be damaged.</source>
            <translation>Le fichier « {path} » n’est pas lisible comme donnée vectorielle ; il est peut-être endommagé.</translation>
        </message>
        <message>
            <source>“{path}” holds a web page in the place of data: download it again, logged in where that is asked for.</source>
            <translation>« {path} » contient une page web au lieu de données : téléchargez-le de nouveau, en vous identifiant si cela est demandé.</translation>
        </message>
        <message>
            <source>“{path}” holds the error that a service answered in the place of data: download it again.</source>
            <translation>« {path} » contient l’erreur qu’un service a répondue au lieu de données : téléchargez-le de nouveau.</translation>
        </message>
        <message>
            <source>“{path}” places a picture and holds no vector data.</source>
            <translation>« {path} » situe une image et ne contient aucune donnée vecteur.</translation>
        </message>
        <message>
            <source>“{path}” is a File Geodatabase, which this QGIS lacks the driver to read.</source>
            <translation>« {path} » est une File Geodatabase, que ce QGIS n’a pas le pilote pour lire.</translation>
        </message>
        <message>
            <source>“{path}” is a table without geometries: a shapefile is its .shp with all the files of the same name.</source>
            <translation>« {path} » est une table sans géométries : un shapefile est son .shp avec tous les fichiers du même nom.</translation>
        </message>
        <message>
            <source>“{path}” holds no layer with geometries.</source>
            <translation>« {path} » ne contient aucune couche avec des géométries.</translation>
        </message>
        <message>
            <source>“{path}” lacks its {ending}: copy all files of the same name together.</source>
            <translation>Il manque à « {path} » son {ending} : copiez ensemble tous les fichiers du même nom.</translation>
        </message>
        <message>
            <source>The shapefile “{path}” is damaged, the end of its {ending} is missing: copy it again.</source>
            <translation>Le shapefile « {path} » est endommagé, la fin de son {ending} manque : copiez-le de nouveau.</translation>
        </message>
        <message>
            <source>“{path}” is no GeoPackage, or a damaged one: copy it again.</source>
            <translation>« {path} » n’est pas un GeoPackage, ou il est endommagé : copiez-le de nouveau.</translation>
        </message>
        <message>
            <source>The GeoPackage “{path}” is damaged, its end is missing: copy it again.</source>
            <translation>Le GeoPackage « {path} » est endommagé, sa fin manque : copiez-le de nouveau.</translation>
        </message>
        <message>
            <source>“{path}” is damaged, its end is missing: copy or download it again.</source>
            <translation>« {path} » est endommagé, sa fin manque : copiez-le ou téléchargez-le de nouveau.</translation>
        </message>
        <message>
            <source>“{path}” is no JSON that can be read; it may be damaged.</source>
            <translation>« {path} » n’est pas un JSON lisible ; il est peut-être endommagé.</translation>
        </message>
        <message>
            <source>“{path}” is JSON, but no GeoJSON with objects.</source>
            <translation>« {path} » est du JSON, mais pas un GeoJSON avec des objets.</translation>
        </message>
        <message>
            <source>“{path}” is neither a file nor a folder, but a device or a pipe.</source>
            <translation>« {path} » n’est ni un fichier ni un dossier, mais un périphérique ou un tube.</translation>
        </message>
        <message>
            <source>QGIS cannot open “{path}”, the name of which is not written in UTF-8: rename it.</source>
            <translation>QGIS ne peut pas ouvrir « {path} », dont le nom n’est pas écrit en UTF-8 : renommez-le.</translation>
        </message>
        <message>
            <source>The source “{path}” does not exist.</source>
            <translation>La source « {path} » n’existe pas.</translation>
        </message>
        <message>
            <source>“{path}” is a link that leads to nothing: choose the file itself.</source>
            <translation>« {path} » est un lien qui ne mène à rien : choisissez le fichier lui-même.</translation>
        </message>
        <message>
            <source>Another program is using “{path}” and has locked it: close it there and try again.</source>
            <translation>Un autre programme utilise « {path} » et l’a verrouillé : fermez-le là-bas et réessayez.</translation>
        </message>
        <message>
            <source>The source “{path}” holds no vector layer. Choose a GeoPackage, a shapefile, a GeoJSON or FlatGeobuf file, or a folder of them.</source>
            <translation>La source « {path} » ne contient aucune couche vectorielle. Choisissez un GeoPackage, un shapefile, un fichier GeoJSON ou FlatGeobuf, ou un dossier qui en contient.</translation>
        </message>
        <message>
            <source>“{path}” holds no layer “{layer}”, but {layers}.</source>
            <translation>« {path} » ne contient pas de couche « {layer} », mais {layers}.</translation>
        </message>
        <message>
            <source>The database broke off while “{layer}” was read: try again.</source>
            <translation>La base s’est interrompue pendant la lecture de « {layer} » : réessayez.</translation>
        </message>
        <message>
            <source>“{layer}” could not be read to its end: its file may be gone or damaged, or too many files be open.</source>
            <translation>« {layer} » n’a pas pu être lue jusqu’au bout : son fichier a peut-être disparu ou est endommagé, ou trop de fichiers sont ouverts.</translation>
        </message>
        <message>
            <source>The layer “{layer}” can no longer be read: there is no file “{path}” any more. Where files have moved, “Data profile…” finds them again.</source>
            <translation>La couche « {layer} » n’est plus lisible : le fichier « {path} » n’existe plus. Si des fichiers ont été déplacés, « Profil de données… » les retrouve.</translation>
        </message>
        <message>
            <source>The layer “{layer}” of the project cannot be read.</source>
            <translation>La couche « {layer} » du projet est illisible.</translation>
        </message>
        <message>
            <source>Layers of the project</source>
            <translation>Couches du projet</translation>
        </message>
    </context>
    <context>
        <name>Sources</name>
        <message>
            <source>&amp;File…</source>
            <translation>&amp;Fichier…</translation>
        </message>
        <message>
            <source>F&amp;older…</source>
            <translation>&amp;Dossier…</translation>
        </message>
        <message>
            <source>&amp;PostGIS</source>
            <translation>&amp;PostGIS</translation>
        </message>
        <message>
            <source>&amp;WFS / OGC API – Features</source>
            <translation>&amp;WFS / OGC API – Features</translation>
        </message>
        <message>
            <source>&amp;Layers of the project</source>
            <translation>&amp;Couches du projet</translation>
        </message>
        <message>
            <source>No connection is saved in QGIS</source>
            <translation>Aucune connexion n’est enregistrée dans QGIS</translation>
        </message>
        <message>
            <source>Vector data</source>
            <translation>Données vectorielles</translation>
        </message>
        <message>
            <source>All files</source>
            <translation>Tous les fichiers</translation>
        </message>
    </context>
    <context>
        <name>Styles</name>
        <message>
            <source>The style “{style}” does not fit the geometry of “{layer}”.</source>
            <translation>Le style « {style} » ne convient pas à la géométrie de « {layer} ».</translation>
        </message>
        <message>
            <source>{style}: the variable @{name} is empty without the plugin.</source>
            <translation>{style} : la variable @{name} est vide sans l’extension.</translation>
        </message>
        <message>
            <source>{style}: only data with the field “{field}” are drawn so.</source>
            <translation>{style} : seules les données qui ont le champ « {field} » sont dessinées ainsi.</translation>
        </message>
        <message>
            <source>The style “{path}” is hardly told apart from “{other}” {views}.</source>
            <translation>Le style « {path} » se distingue à peine de « {other} » {views}.</translation>
        </message>
        <message>
            <source>The style “{path}” is hardly seen on white paper.</source>
            <translation>Le style « {path} » se voit à peine sur papier blanc.</translation>
        </message>
        <message>
            <source>in colour</source>
            <translation>en couleur</translation>
        </message>
        <message>
            <source>in grey</source>
            <translation>en niveaux de gris</translation>
        </message>
        <message>
            <source>without seeing red</source>
            <translation>sans perception du rouge</translation>
        </message>
        <message>
            <source>without seeing green</source>
            <translation>sans perception du vert</translation>
        </message>
        <message>
            <source>without seeing blue</source>
            <translation>sans perception du bleu</translation>
        </message>
        <message>
            <source>The style “{name}” is for another geometry than “{layer}”.</source>
            <translation>Le style « {name} » est d’une autre géométrie que « {layer} ».</translation>
        </message>
        <message>
            <source>“{layer}” has a default style of its own already, “{name}”: it is kept.</source>
            <translation>« {layer} » a déjà son propre style par défaut, « {name} » : il est conservé.</translation>
        </message>
        <message>
            <source>The style cannot be kept in the data of “{layer}”: they are read-only, or you have no right to write to the table layer_styles.</source>
            <translation>Le style ne peut pas être gardé dans les données de « {layer} » : elles sont en lecture seule, ou vous n’avez pas le droit d’écrire dans la table layer_styles.</translation>
        </message>
        <message>
            <source>“{layer}” lies neither in a GeoPackage nor in PostGIS: its data keep no styles.</source>
            <translation>« {layer} » n’est ni dans un GeoPackage ni dans PostGIS : ses données ne gardent pas de styles.</translation>
        </message>
        <message>
            <source>“{path}” was written by someone else, and is not replaced: choose another folder.</source>
            <translation>« {path} » a été écrit par quelqu’un d’autre et n’est pas remplacé : choisissez un autre dossier.</translation>
        </message>
        <message>
            <source>{name}: SLD has no words for this style; no SLD is written.</source>
            <translation>{name} : le SLD ne sait pas exprimer ce style ; aucun SLD n’est écrit.</translation>
        </message>
        <message>
            <source>{name}: in SLD, {losses}.</source>
            <translation>{name} : en SLD, {losses}.</translation>
        </message>
        <message>
            <source>“{path}” was not the style that this layer was drawn with: someone has changed it meanwhile. It is kept beside as “{earlier}”.</source>
            <translation>« {path} » n’était pas le style avec lequel cette couche était dessinée : quelqu’un l’a modifié entre-temps. Il est conservé à côté sous « {earlier} ».</translation>
        </message>
        <message>
            <source>“{name}” is no name of a style, such as corridor_l.</source>
            <translation>« {name} » n’est pas un nom de style tel que corridor_l.</translation>
        </message>
        <message>
            <source>the class is of another geometry</source>
            <translation>la classe est d’une autre géométrie</translation>
        </message>
        <message>
            <source>The style of “{layer}”: {note}.</source>
            <translation>Le style de « {layer} » : {note}.</translation>
        </message>
        <message>
            <source>The style of “{layer}” cannot be kept: {reason}.</source>
            <translation>Le style de « {layer} » ne peut pas être gardé : {reason}.</translation>
        </message>
        <message>
            <source>“{path}” is locked: someone keeps a style there just now. Try again.</source>
            <translation>« {path} » est verrouillé : quelqu’un y garde un style en ce moment. Réessayez.</translation>
        </message>
        <message>
            <source>“{path}” cannot be written: {reason}.</source>
            <translation>« {path} » ne peut pas être écrit : {reason}.</translation>
        </message>
        <message>
            <source>“{path}” cannot be read as a style library: {reason}.</source>
            <translation>« {path} » ne peut pas être lu comme bibliothèque de styles : {reason}.</translation>
        </message>
        <message>
            <source>its picture “{file}” cannot be read: {reason}</source>
            <translation>son image « {file} » ne peut pas être lue : {reason}</translation>
        </message>
        <message>
            <source>its picture “{file}” is larger than {size} MB</source>
            <translation>son image « {file} » dépasse {size} Mo</translation>
        </message>
        <message>
            <source>its picture “{file}” is missing here</source>
            <translation>son image « {file} » manque sur ce poste</translation>
        </message>
        <message>
            <source>its symbols are characters of “{font}”, missing here</source>
            <translation>ses symboles sont des caractères de « {font} », qui manque sur ce poste</translation>
        </message>
        <message>
            <source>a picture in it is larger than {size} MB</source>
            <translation>une de ses images dépasse {size} Mo</translation>
        </message>
        <message>
            <source>a picture in it is damaged</source>
            <translation>une de ses images est abîmée</translation>
        </message>
        <message>
            <source>the blending of colours</source>
            <translation>le mélange des couleurs</translation>
        </message>
        <message>
            <source>effects</source>
            <translation>les effets</translation>
        </message>
        <message>
            <source>the layer's opacity, which its symbols get</source>
            <translation>l’opacité de la couche, reportée sur ses symboles</translation>
        </message>
        <message>
            <source>the drawing as a picture</source>
            <translation>le dessin sous forme d’image</translation>
        </message>
        <message>
            <source>the reference scale</source>
            <translation>l’échelle de référence</translation>
        </message>
        <message>
            <source>shadows, masks and effects of labels</source>
            <translation>ombres, masques et effets des étiquettes</translation>
        </message>
        <message>
            <source>its symbols are for another geometry</source>
            <translation>ses symboles sont d’une autre géométrie</translation>
        </message>
        <message>
            <source>its elements are nested too deep</source>
            <translation>ses éléments sont trop imbriqués</translation>
        </message>
        <message>
            <source>it has more than {number} categories or rules</source>
            <translation>il a plus de {number} catégories ou règles</translation>
        </message>
        <message>
            <source>it is larger than {size} MB</source>
            <translation>il dépasse {size} Mo</translation>
        </message>
        <message>
            <source>a symbol in it is damaged</source>
            <translation>un de ses symboles est abîmé</translation>
        </message>
        <message>
            <source>it is an SLD: load it in QGIS and save the layer's style as a QML file</source>
            <translation>c’est un SLD : chargez-le dans QGIS et enregistrez le style de la couche en fichier QML</translation>
        </message>
        <message>
            <source>it is a library of symbols, not the style of a layer</source>
            <translation>c’est une bibliothèque de symboles, pas le style d’une couche</translation>
        </message>
        <message>
            <source>it is for a raster, a mesh or points, not for a vector</source>
            <translation>il est fait pour un raster, un maillage ou un nuage de points, pas pour des vecteurs</translation>
        </message>
        <message>
            <source>it holds no name</source>
            <translation>il ne contient pas de nom</translation>
        </message>
        <message>
            <source>The set of styles is called “{name}”, as “{path}” cannot be read: {reason}.</source>
            <translation>Le jeu de styles s’appelle « {name} », car « {path} » ne peut pas être lu : {reason}.</translation>
        </message>
        <message>
            <source>effects are left out</source>
            <translation>les effets sont omis</translation>
        </message>
        <message>
            <source>the opacity of the whole layer is left out</source>
            <translation>l’opacité de la couche entière est omise</translation>
        </message>
        <message>
            <source>where lines cross, the edge of one is drawn over the other</source>
            <translation>là où des lignes se croisent, le bord de l’une passe sur l’autre</translation>
        </message>
        <message>
            <source>the rule “{name}” is left out</source>
            <translation>la règle « {name} » est omise</translation>
        </message>
        <message>
            <source>the labels are left out</source>
            <translation>les étiquettes sont omises</translation>
        </message>
        <message>
            <source>what depends on the data has one fixed value</source>
            <translation>ce qui dépend des données a une valeur fixe</translation>
        </message>
        <message>
            <source>the frames of labels are left out</source>
            <translation>les cadres des étiquettes sont omis</translation>
        </message>
        <message>
            <source>where labels are placed is the server's choice</source>
            <translation>le serveur place les étiquettes à sa guise</translation>
        </message>
        <message>
            <source>a part of the kind “{kind}” is left out</source>
            <translation>une partie de type « {kind} » est omise</translation>
        </message>
        <message>
            <source>one plain colour stands for the symbol</source>
            <translation>une couleur unie tient lieu de symbole</translation>
        </message>
        <message>
            <source>lengths on the ground are those on paper at 1:25,000</source>
            <translation>les longueurs au sol sont celles du papier au 1/25 000</translation>
        </message>
        <message>
            <source>a picture beside the file shows the pattern or the marker</source>
            <translation>une image à côté du fichier rend le motif ou le marqueur</translation>
        </message>
        <message>
            <source>a plain colour stands for a hatching of Qt</source>
            <translation>une couleur unie tient lieu de hachure de Qt</translation>
        </message>
        <message>
            <source>a line is drawn without its offset</source>
            <translation>une ligne est dessinée sans son décalage</translation>
        </message>
        <message>
            <source>its expression “{expression}” is wrong: {reason}</source>
            <translation>son expression « {expression} » est erronée : {reason}</translation>
        </message>
        <message>
            <source>QGIS's style manager (“{path}”) cannot be written to: {reason}.</source>
            <translation>Le gestionnaire de symboles de QGIS (« {path} ») ne peut pas être modifié : {reason}.</translation>
        </message>
        <message>
            <source>“{name}” in the style manager is yours or was changed by you: it is left as it is.</source>
            <translation>« {name} » dans le gestionnaire de symboles est à vous ou a été modifié par vous : il reste tel quel.</translation>
        </message>
        <message>
            <source>it is a caution of the sheet, which no set changes</source>
            <translation>c’est un avertissement de la feuille, qu’aucun jeu ne change</translation>
        </message>
        <message>
            <source>Yours is drawn.</source>
            <translation>Le vôtre est dessiné.</translation>
        </message>
        <message>
            <source>The office's is drawn.</source>
            <translation>Celui du service est dessiné.</translation>
        </message>
        <message>
            <source>The sheet's own is drawn.</source>
            <translation>Celui de la feuille est dessiné.</translation>
        </message>
        <message>
            <source>The plugin's is drawn.</source>
            <translation>Celui de l’extension est dessiné.</translation>
        </message>
        <message>
            <source>no sheet draws anything of this name</source>
            <translation>aucune feuille ne dessine rien de ce nom</translation>
        </message>
        <message>
            <source>it draws by the field “{field}”, which the data lack</source>
            <translation>il dessine selon le champ « {field} », absent des données</translation>
        </message>
        <message>
            <source>its labels or diagrams need the field “{field}”, which the data lack</source>
            <translation>ses étiquettes ou ses diagrammes demandent le champ « {field} », que les données n’ont pas</translation>
        </message>
        <message>
            <source>The style “{path}”: {note}.</source>
            <translation>Le style « {path} » : {note}.</translation>
        </message>
        <message>
            <source>its effects would print the map as a picture</source>
            <translation>ses effets imprimeraient la carte sous forme d’image</translation>
        </message>
        <message>
            <source>a sheet does not draw “{kind}”, but {allowed}</source>
            <translation>une feuille ne dessine pas « {kind} », mais {allowed}</translation>
        </message>
        <message>
            <source>this QGIS does not know its symbols “{name}”</source>
            <translation>ce QGIS ne connaît pas ses symboles « {name} »</translation>
        </message>
        <message>
            <source>it draws nothing</source>
            <translation>il ne dessine rien</translation>
        </message>
        <message>
            <source>left out, as QGIS cannot read them: {count} of its signs</source>
            <translation>laissées de côté, QGIS ne pouvant les lire : {count} de ses catégories ou règles</translation>
        </message>
        <message>
            <source>its labels are those of QGIS 2 and are left out</source>
            <translation>ses étiquettes sont celles de QGIS 2 et sont laissées de côté</translation>
        </message>
        <message>
            <source>its scale limits are not followed, a sheet draws at any scale</source>
            <translation>ses limites d’échelle ne sont pas suivies, une feuille se dessine à toute échelle</translation>
        </message>
        <message>
            <source>left out on a sheet: {parts}</source>
            <translation>omis sur une feuille : {parts}</translation>
        </message>
        <message>
            <source>its typeface “{font}” is missing here, another is used</source>
            <translation>sa police « {font} » manque sur ce poste, une autre est employée</translation>
        </message>
        <message>
            <source>it was made by the newer QGIS {version}</source>
            <translation>il vient de QGIS {version}, plus récent</translation>
        </message>
        <message>
            <source>some of its rules are drawn at some scales only: at others, the sheet says that the class is not shown</source>
            <translation>certaines de ses règles ne se dessinent qu’à certaines échelles : à d’autres, la feuille dit que la classe n’est pas montrée</translation>
        </message>
        <message>
            <source>its diagrams are drawn, and not explained in the legend</source>
            <translation>ses diagrammes sont dessinés, sans explication dans la légende</translation>
        </message>
        <message>
            <source>some of its symbols have no label, and none in the legend</source>
            <translation>certains de ses symboles n’ont pas de libellé, ni dans la légende</translation>
        </message>
        <message>
            <source>My styles</source>
            <translation>Mes styles</translation>
        </message>
        <message>
            <source>There is no set of styles “{wish}”: give the folder or the zip of one, or one of these: {known}.</source>
            <translation>Il n’y a pas de jeu de styles « {wish} » : donnez le dossier ou le zip d’un jeu, ou l’un de ceux-ci : {known}.</translation>
        </message>
        <message>
            <source>The set “{name}” cannot be removed: it is none that was made or imported here.</source>
            <translation>Le jeu « {name} » ne peut pas être supprimé : il n’a été ni créé ni importé ici.</translation>
        </message>
        <message>
            <source>The set “{name}” can only be read: choose another one.</source>
            <translation>Le jeu « {name} » est en lecture seule : choisissez-en un autre.</translation>
        </message>
        <message>
            <source>There is no copy of it yet.</source>
            <translation>Il n’en existe pas encore de copie.</translation>
        </message>
        <message>
            <source>Its last copy is used.</source>
            <translation>Sa dernière copie est employée.</translation>
        </message>
        <message>
            <source>“{path}” cannot be read now: its last copy is used.</source>
            <translation>« {path} » ne peut pas être lu pour le moment : sa dernière copie est employée.</translation>
        </message>
        <message>
            <source>it is too large</source>
            <translation>il est trop volumineux</translation>
        </message>
        <message>
            <source>it is compressed in an unusual way</source>
            <translation>il est compressé d’une façon inhabituelle</translation>
        </message>
        <message>
            <source>A set of styles needs a name.</source>
            <translation>Un jeu de styles doit avoir un nom.</translation>
        </message>
        <message>
            <source>The name of a set must be one line of at most {most} letters.</source>
            <translation>Le nom d’un jeu doit tenir sur une ligne de {most} caractères au plus.</translation>
        </message>
        <message>
            <source>There is a set of styles “{name}” already.</source>
            <translation>Un jeu de styles « {name} » existe déjà.</translation>
        </message>
        <message>
            <source>“{path}” holds no style, which is a file called &lt;class&gt;_&lt;geometry&gt;.qml, such as corridor_l.qml. Known sets: {known}.</source>
            <translation>« {path} » ne contient aucun style, c’est-à-dire un fichier nommé &lt;classe&gt;_&lt;géométrie&gt;.qml, tel que corridor_l.qml. Jeux connus : {known}.</translation>
        </message>
        <message>
            <source>“{path}” cannot be read as a set of styles: {reason}.</source>
            <translation>« {path} » ne peut pas être lu comme jeu de styles : {reason}.</translation>
        </message>
        <message>
            <source>Points</source>
            <translation>Points</translation>
        </message>
        <message>
            <source>Lines</source>
            <translation>Lignes</translation>
        </message>
        <message>
            <source>Areas</source>
            <translation>Surfaces</translation>
        </message>
        <message>
            <source>No class has a style for this geometry</source>
            <translation>Aucune classe n’a de style pour cette géométrie</translation>
        </message>
        <message>
            <source>“{layer}” is drawn as “{label}”.</source>
            <translation>« {layer} » est dessinée comme « {label} ».</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>Annuler</translation>
        </message>
        <message>
            <source>Style of “{label}”</source>
            <translation>Style de « {label} »</translation>
        </message>
        <message>
            <source>Nothing of this class is on the map</source>
            <translation>Rien de cette classe n’est sur la carte</translation>
        </message>
        <message>
            <source>&amp;Use this style for the class…</source>
            <translation>&amp;Utiliser ce style pour la classe…</translation>
        </message>
        <message>
            <source>&amp;Compare…</source>
            <translation>&amp;Comparer…</translation>
        </message>
        <message>
            <source>&amp;Restyle…</source>
            <translation>&amp;Modifier le style…</translation>
        </message>
        <message>
            <source>&amp;Write it into the data…</source>
            <translation>&amp;L’écrire dans les données…</translation>
        </message>
        <message>
            <source>Make it the default style of the GeoPackage or table</source>
            <translation>En faire le style par défaut du GeoPackage ou de la table</translation>
        </message>
        <message>
            <source>&amp;Back to the plugin's style</source>
            <translation>&amp;Revenir au style de l’extension</translation>
        </message>
        <message>
            <source>“{set}” keeps this style, and you may not write there</source>
            <translation>« {set} » garde ce style, et vous n’avez pas le droit d’y écrire</translation>
        </message>
        <message>
            <source>Draw “{title}” on every sheet as it is on the map now?</source>
            <translation>Dessiner « {title} » sur chaque feuille comme sur la carte en ce moment ?</translation>
        </message>
        <message>
            <source>Keep in “{set}”</source>
            <translation>Garder dans « {set} »</translation>
        </message>
        <message>
            <source>“{set}” has a style of this class and comes before.</source>
            <translation>« {set} » a un style de cette classe et passe avant.</translation>
        </message>
        <message>
            <source>The style of “{title}” is kept in “{set}”.</source>
            <translation>Le style de « {title} » est gardé dans « {set} ».</translation>
        </message>
        <message>
            <source>“{set}” may be in use by others. Take the style of “{title}” out of it for everybody?</source>
            <translation>« {set} » sert peut-être à d’autres. En retirer le style de « {title} » pour tout le monde ?</translation>
        </message>
        <message>
            <source>The style of “{title}” is in its data.</source>
            <translation>Le style de « {title} » est dans ses données.</translation>
        </message>
        <message>
            <source>&amp;Back to the style of “{set}”</source>
            <translation>&amp;Revenir au style de « {set} »</translation>
        </message>
        <message>
            <source>&amp;Back to the sheet's style</source>
            <translation>&amp;Revenir au style de la feuille</translation>
        </message>
        <message>
            <source>On the map</source>
            <translation>Sur la carte</translation>
        </message>
        <message>
            <source>Plugin</source>
            <translation>Extension</translation>
        </message>
        <message>
            <source>Sheet</source>
            <translation>Feuille</translation>
        </message>
        <message>
            <source>Compare – {title}</source>
            <translation>Comparer – {title}</translation>
        </message>
        <message>
            <source>Drawn on the sheets</source>
            <translation>Dessiné sur les feuilles</translation>
        </message>
        <message>
            <source>Whoever opens the data of “{layer}” in QGIS will see them in this style. Write it?</source>
            <translation>Quiconque ouvrira les données de « {layer} » dans QGIS les verra dans ce style. L’écrire ?</translation>
        </message>
        <message>
            <source>The data of “{layer}” have a default style already, “{name}”. Put this style in its place? The other one stays in the data.</source>
            <translation>Les données de « {layer} » ont déjà un style par défaut, « {name} ». Mettre ce style à sa place ? L’autre reste dans les données.</translation>
        </message>
        <message>
            <source>Style of the class</source>
            <translation>Style de la classe</translation>
        </message>
        <message>
            <source>Apply a class's style</source>
            <translation>Appliquer le style d’une classe</translation>
        </message>
        <message>
            <source>Plugin's styles</source>
            <translation>Styles de l’extension</translation>
        </message>
        <message>
            <source>Nothing is kept in this set yet.</source>
            <translation>Rien n’est encore gardé dans ce jeu.</translation>
        </message>
        <message>
            <source>Duplicate the set</source>
            <translation>Dupliquer le jeu</translation>
        </message>
        <message>
            <source>Rename the set</source>
            <translation>Renommer le jeu</translation>
        </message>
        <message>
            <source>Export the set</source>
            <translation>Exporter le jeu</translation>
        </message>
        <message>
            <source>Import a set</source>
            <translation>Importer un jeu</translation>
        </message>
        <message>
            <source>Remove the set “{set}” with its styles?</source>
            <translation>Supprimer le jeu « {set} » avec ses styles ?</translation>
        </message>
        <message>
            <source>Name</source>
            <translation>Nom</translation>
        </message>
        <message>
            <source>Set of styles</source>
            <translation>Jeu de styles</translation>
        </message>
        <message>
            <source>&amp;Sets of styles…</source>
            <translation>&amp;Jeux de styles…</translation>
        </message>
        <message>
            <source>&amp;Gallery…</source>
            <translation>&amp;Galerie…</translation>
        </message>
        <message>
            <source>One page with every symbol, in colour, in grey and as the colour-blind see it</source>
            <translation>Une page avec chaque symbole, en couleur, en niveaux de gris et tel que le voient les daltoniens</translation>
        </message>
        <message>
            <source>&amp;Export for other programs…</source>
            <translation>&amp;Exporter pour d’autres logiciels…</translation>
        </message>
        <message>
            <source>Write QML, SLD and a style library of QGIS into a folder</source>
            <translation>Écrire QML, SLD et une bibliothèque de styles de QGIS dans un dossier</translation>
        </message>
        <message>
            <source>&amp;Install in the style manager</source>
            <translation>&amp;Installer dans le gestionnaire de symboles</translation>
        </message>
        <message>
            <source>Offer these symbols in every project of yours</source>
            <translation>Proposer ces symboles dans tous vos projets</translation>
        </message>
        <message>
            <source>&amp;Remove from the style manager</source>
            <translation>&amp;Retirer du gestionnaire de symboles</translation>
        </message>
        <message>
            <source>Gallery of the styles</source>
            <translation>Galerie des styles</translation>
        </message>
        <message>
            <source>styles</source>
            <translation>styles</translation>
        </message>
        <message>
            <source>Export the styles</source>
            <translation>Exporter les styles</translation>
        </message>
        <message numerus="yes">
            <source>%n files written to {folder}</source>
            <translation>
                <numerusform>%n fichier écrit dans {folder}</numerusform>
                <numerusform>%n fichiers écrits dans {folder}</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n entries are in the style manager</source>
            <translation>
                <numerusform>%n entrée est dans le gestionnaire de symboles</numerusform>
                <numerusform>%n entrées sont dans le gestionnaire de symboles</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n entries removed from the style manager</source>
            <translation>
                <numerusform>%n entrée retirée du gestionnaire de symboles</numerusform>
                <numerusform>%n entrées retirées du gestionnaire de symboles</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Summary</name>
        <message>
            <source>The objects of the source cannot be measured: {reason}. Repair their geometries (Vector ▸ Geometry Tools ▸ Fix Geometries).</source>
            <translation>Les objets de la source ne peuvent pas être mesurés : {reason}. Réparez leurs géométries (Vecteur ▸ Outils de géométrie ▸ Réparer les géométries).</translation>
        </message>
        <message>
            <source>The layer “{layer}” was not read to its end: try again.</source>
            <translation>La couche « {layer} » n’a pas été lue jusqu’au bout : réessayez.</translation>
        </message>
        <message>
            <source>Total</source>
            <translation>Total</translation>
        </message>
        <message>
            <source>Sort by name</source>
            <translation>Trier par nom</translation>
        </message>
        <message>
            <source>No.</source>
            <translation>Nb</translation>
        </message>
        <message>
            <source>Number of objects</source>
            <translation>Nombre d’objets</translation>
        </message>
        <message>
            <source>It is filled once the layers of a territory are loaded.</source>
            <translation>Il se remplit dès que les couches d’un territoire sont chargées.</translation>
        </message>
        <message>
            <source>Save the summary</source>
            <translation>Enregistrer le récapitulatif</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>Classe</translation>
        </message>
        <message>
            <source>Extent</source>
            <translation>Étendue</translation>
        </message>
        <message>
            <source>Share</source>
            <translation>Part</translation>
        </message>
        <message>
            <source>Measured on the ellipsoid {ellipsoid}; where areas of a row overlap, they count once, while lengths are added up.</source>
            <translation>Mesuré sur l’ellipsoïde {ellipsoid} ; là où des surfaces d’une ligne se recouvrent, elles ne comptent qu’une fois, tandis que les longueurs s’additionnent.</translation>
        </message>
        <message>
            <source>An object counts in every commune that it meets.</source>
            <translation>Un objet compte dans chaque commune qu’il touche.</translation>
        </message>
        <message>
            <source>These communes are not among the loaded territories: {codes}.</source>
            <translation>Ces communes ne sont pas parmi les territoires chargés : {codes}.</translation>
        </message>
    </context>
    <context>
        <name>SummaryForm</name>
        <message>
            <source>By class</source>
            <translation>Par classe</translation>
        </message>
        <message>
            <source>By commune</source>
            <translation>Par commune</translation>
        </message>
        <message>
            <source>Summary of the territory</source>
            <translation>Récapitulatif du territoire</translation>
        </message>
        <message>
            <source>Summary, commune by commune</source>
            <translation>Récapitulatif commune par commune</translation>
        </message>
        <message>
            <source>&amp;Copy</source>
            <translation>&amp;Copier</translation>
        </message>
        <message>
            <source>Copy the whole table; it is pasted into a spreadsheet or a text as a table</source>
            <translation>Copier tout le tableau ; il se colle comme tableau dans un tableur ou un texte</translation>
        </message>
        <message>
            <source>Save as CS&amp;V…</source>
            <translation>Enregistrer en CS&amp;V…</translation>
        </message>
        <message>
            <source>Save the whole table for a spreadsheet</source>
            <translation>Enregistrer tout le tableau pour un tableur</translation>
        </message>
    </context>
    <context>
        <name>Table</name>
        <message>
            <source>The table of the template “{name}” has no room for all {count} rows; let it go on to the next page (Item Properties ▸ Resize mode).</source>
            <translation>Le tableau du modèle « {name} » n’a pas de place pour les {count} lignes ; faites-le se poursuivre à la page suivante (Propriétés de l’objet ▸ Mode de redimensionnement).</translation>
        </message>
    </context>
    <context>
        <name>Template</name>
        <message>
            <source>The template “{template}” has {count} maps of the item ID “{id}”: the sheet is drawn on the largest.</source>
            <translation>Le modèle « {template} » a {count} cartes d’identifiant « {id} » : la feuille est dessinée sur la plus grande.</translation>
        </message>
        <message>
            <source>The template “{template}” sets of its map what the sheet decides; it is left aside: {properties}.</source>
            <translation>Le modèle « {template} » fixe pour sa carte ce que la feuille décide ; c’est laissé de côté : {properties}.</translation>
        </message>
        <message>
            <source>The template “{template}” turns its north arrow “{item}”; it is set upright.</source>
            <translation>Le modèle « {template} » tourne sa flèche du nord « {item} » ; elle est redressée.</translation>
        </message>
        <message>
            <source>The map “{item}” of the template “{template}” would not be printed: {reason}.</source>
            <translation>La carte « {item} » du modèle « {template} » ne serait pas imprimée : {reason}.</translation>
        </message>
        <message>
            <source>The map of the template “{template}” is at {measured}, but its item “{item}” says {stated}: correct that item.</source>
            <translation>La carte du modèle « {template} » est au {measured}, mais son objet « {item} » annonce {stated} : corrigez cet objet.</translation>
        </message>
        <message>
            <source>rotation</source>
            <translation>rotation</translation>
        </message>
        <message>
            <source>clipping</source>
            <translation>découpage</translation>
        </message>
        <message>
            <source>atlas</source>
            <translation>atlas</translation>
        </message>
        <message>
            <source>time</source>
            <translation>temps</translation>
        </message>
        <message>
            <source>range of heights</source>
            <translation>plage d’altitudes</translation>
        </message>
        <message>
            <source>it is hidden</source>
            <translation>elle est masquée</translation>
        </message>
        <message>
            <source>it is excluded from exports</source>
            <translation>elle est exclue des exports</translation>
        </message>
        <message>
            <source>it is transparent</source>
            <translation>elle est transparente</translation>
        </message>
        <message>
            <source>it stands outside the page</source>
            <translation>elle est hors de la page</translation>
        </message>
        <message>
            <source>its page is excluded from exports</source>
            <translation>sa page est exclue des exports</translation>
        </message>
        <message>
            <source>The template “{template}” wants to read what is not in it; as nobody has allowed it, this is left out: {reads}.</source>
            <translation>Le modèle « {template} » veut lire ce qui n’est pas en lui ; personne ne l’ayant autorisé, cela est laissé de côté : {reads}.</translation>
        </message>
        <message>
            <source>The map of the template “{name}” cannot be drawn: its size or its place is none.</source>
            <translation>La carte du modèle « {name} » ne peut pas être dessinée : elle n’a pas de taille ou de place.</translation>
        </message>
        <message>
            <source>There is no template “{name}”: {count} are known, such as {names}.</source>
            <translation>Il n’y a pas de modèle « {name} » : {count} sont connus, par exemple {names}.</translation>
        </message>
        <message>
            <source>The template “{name}” has no map: add one and give it the item ID “{id}”.</source>
            <translation>Le modèle « {name} » n’a pas de carte : ajoutez-en une et donnez-lui l’identifiant « {id} ».</translation>
        </message>
        <message>
            <source>The template “{template}” has items that cannot be drawn and are left out: {items}.</source>
            <translation>Le modèle « {template} » a des éléments qui ne peuvent pas être dessinés et sont laissés de côté : {items}.</translation>
        </message>
        <message>
            <source>The template “{template}” has texts of more than {most} characters, which are cut: {items}.</source>
            <translation>Le modèle « {template} » a des textes de plus de {most} caractères, qui sont coupés : {items}.</translation>
        </message>
        <message>
            <source>The template “{template}” has values that cannot be meant ({count}); usual ones take their places.</source>
            <translation>Le modèle « {template} » a des valeurs qui ne peuvent pas être voulues ({count}) ; des valeurs usuelles prennent leur place.</translation>
        </message>
        <message>
            <source>it is no file</source>
            <translation>ce n’est pas un fichier</translation>
        </message>
        <message>
            <source>The template “{path}” has a page that cannot be printed: its sides must be from {least} mm to {most} mm long.</source>
            <translation>Le modèle « {path} » a une page qui ne peut pas être imprimée : ses côtés doivent mesurer de {least} mm à {most} mm.</translation>
        </message>
        <message>
            <source>The template “{path}” cannot be read: {reason}.</source>
            <translation>Le modèle « {path} » ne peut pas être lu : {reason}.</translation>
        </message>
        <message>
            <source>The template “{path}” is too large: it may have {size} MB, {pages} pages and {items} items.</source>
            <translation>Le modèle « {path} » est trop grand : il peut avoir {size} Mo, {pages} pages et {items} éléments.</translation>
        </message>
        <message>
            <source>“{path}” is a project or a style, not a template: save a layout of it as one (Layout ▸ Save as Template…).</source>
            <translation>« {path} » est un projet ou un style, pas un modèle : enregistrez-en une mise en page comme modèle (Mise en page ▸ Enregistrer comme modèle…).</translation>
        </message>
        <message>
            <source>The template “{path}” is damaged: it holds no layout.</source>
            <translation>Le modèle « {path} » est endommagé : il ne contient pas de mise en page.</translation>
        </message>
        <message>
            <source>The template “{path}” is damaged: it is not valid XML.</source>
            <translation>Le modèle « {path} » est endommagé : ce n’est pas un XML valide.</translation>
        </message>
        <message>
            <source>The template “{name}” is damaged: what it keeps of an earlier filling cannot be read. Save it anew from a layout.</source>
            <translation>Le modèle « {name} » est endommagé : ce qu’il conserve d’un remplissage antérieur est illisible. Enregistrez-le à nouveau depuis une mise en page.</translation>
        </message>
        <message>
            <source>{names} and {count} more</source>
            <translation>{names} et {count} autres</translation>
        </message>
    </context>
    <context>
        <name>Territory</name>
        <message>
            <source>Named more than once, and printed once: {names}.</source>
            <translation>Nommés plusieurs fois et imprimés une seule : {names}.</translation>
        </message>
        <message>
            <source>{name} (part of {code})</source>
            <translation>{name} (partie de {code})</translation>
        </message>
        <message>
            <source>Values of the territories layer “{layer}” that are no codes of EPCIs or of members, and count for nothing: {count}, such as “{value}”.</source>
            <translation>Valeurs de la couche de territoires « {layer} » qui ne sont pas des codes d’EPCI ou de membres, et ne comptent pas : {count}, comme « {value} ».</translation>
        </message>
        <message>
            <source>The field “{field}” of the territories layer “{layer}” holds no INSEE or SIREN codes but such as {values}: choose another field.</source>
            <translation>Le champ « {field} » de la couche de territoires « {layer} » ne contient pas de codes INSEE ou SIREN : {values}. Choisissez un autre champ.</translation>
        </message>
        <message>
            <source>The territories layer “{layer}” is empty.</source>
            <translation>La couche des territoires « {layer} » est vide.</translation>
        </message>
        <message>
            <source>Rows of the territories layer “{layer}” that are left out, as their code is none: {count} ({rows}).</source>
            <translation>Lignes de la couche de territoires « {layer} » laissées de côté, faute de code lisible : {count} ({rows}).</translation>
        </message>
        <message>
            <source>row {row} “{value}”</source>
            <translation>ligne {row} « {value} »</translation>
        </message>
        <message>
            <source>row {row}, empty</source>
            <translation>ligne {row}, vide</translation>
        </message>
        <message>
            <source>Codes of the territories layer “{layer}” that stand under two names and are taken as one, under the first: {count}, such as {code} (“{first}”, “{second}”).</source>
            <translation>Codes de la couche de territoires « {layer} » qui portent deux noms et comptent pour un, sous le premier : {count}, comme {code} (« {first} », « {second} »).</translation>
        </message>
        <message>
            <source>Territories of the layer “{layer}” that are there twice with the same contour, and are taken once: {count} ({territories}).</source>
            <translation>Territoires de la couche « {layer} » qui figurent deux fois avec le même contour, et ne comptent qu’une fois : {count} ({territories}).</translation>
        </message>
        <message>
            <source>The territories layer “{layer}” cannot be read.</source>
            <translation>La couche de territoires « {layer} » est illisible.</translation>
        </message>
        <message>
            <source>The territories layer “{layer}” has no coordinate system. Set one in its properties.</source>
            <translation>La couche de territoires « {layer} » n’a pas de système de coordonnées. Donnez-lui-en un dans ses propriétés.</translation>
        </message>
        <message>
            <source>The territories layer “{layer}” holds no contours: choose a layer of polygons.</source>
            <translation>La couche de territoires « {layer} » ne contient pas de contours : choisissez une couche de polygones.</translation>
        </message>
        <message>
            <source>“{name}” is the name of several territories: {list}. Give the code of the one you mean.</source>
            <translation>« {name} » est le nom de plusieurs territoires : {list}. Donnez le code de celui que vous voulez.</translation>
        </message>
        <message>
            <source>“{name}” is not among the loaded territories, and is the name of {count} others. Add the number of the département: “{name} {departement}”.</source>
            <translation>« {name} » n’est pas parmi les territoires chargés, et c’est le nom de {count} autres. Ajoutez le numéro du département : « {name} {departement} ».</translation>
        </message>
        <message>
            <source>“{name}” is not among the loaded territories: {list}. Download the communes of the département with “Open data…”.</source>
            <translation>« {name} » n’est pas parmi les territoires chargés : {list}. Téléchargez les communes du département avec « Données ouvertes… ».</translation>
        </message>
        <message>
            <source>No territory is called “{name}”; the nearest are: {list}. Give an INSEE code, a SIREN code or an exact name.</source>
            <translation>Aucun territoire ne s’appelle « {name} » ; les plus proches sont : {list}. Donnez un code INSEE, un code SIREN ou un nom exact.</translation>
        </message>
        <message>
            <source>No territory is called “{name}” among the {count} that are loaded. Give an INSEE code, a SIREN code or an exact name.</source>
            <translation>Aucun territoire ne s’appelle « {name} » parmi les {count} qui sont chargés. Donnez un code INSEE, un code SIREN ou un nom exact.</translation>
        </message>
        <message>
            <source>{territory} has no usable contour in the territories that are loaded. Choose another territories layer.</source>
            <translation>{territory} n’a pas de contour utilisable dans les territoires chargés. Choisissez une autre couche de territoires.</translation>
        </message>
        <message>
            <source>The territories layer “{layer}” has no field “{field}”. It has: {fields}.</source>
            <translation>La couche de territoires « {layer} » n’a pas de champ « {field} ». Elle a : {fields}.</translation>
        </message>
        <message>
            <source>The territories layer “{layer}” lacks a field of codes, such as {known}. It has: {fields}.</source>
            <translation>La couche de territoires « {layer} » n’a pas de champ de codes, tel que {known}. Elle a : {fields}.</translation>
        </message>
        <message>
            <source>The territories layer “{layer}” lacks a field of names, such as {known}. It has: {fields}.</source>
            <translation>La couche de territoires « {layer} » n’a pas de champ de noms, tel que {known}. Elle a : {fields}.</translation>
        </message>
        <message>
            <source>“{path}” holds EPCIs but no communes: none are drawn and named.</source>
            <translation>« {path} » contient des EPCI mais aucune commune : aucune n’est dessinée ni nommée.</translation>
        </message>
        <message>
            <source>“{path}” lacks a layer of communes: polygons with a code (insee_com, code, id…) and a name (nom, name…). It holds “{layers}”.</source>
            <translation>« {path} » n’a pas de couche de communes : des polygones avec un code (insee_com, code, id…) et un nom (nom, name…). Couches présentes : « {layers} ».</translation>
        </message>
        <message>
            <source>“{path}” lacks a layer of EPCIs: polygons with a code (code_siren, code…) and a name (nom, name…). It holds “{layers}”.</source>
            <translation>« {path} » n’a pas de couche d’EPCI : des polygones avec un code (code_siren, code…) et un nom (nom, name…). Couches présentes : « {layers} ».</translation>
        </message>
        <message>
            <source>Of several layers of “{path}”, “{layer}” is taken; as good would be: “{layers}”.</source>
            <translation>Parmi plusieurs couches de « {path} », « {layer} » est retenue ; conviendraient aussi bien : « {layers} ».</translation>
        </message>
        <message>
            <source>It is not sure that “{layer}” of “{path}” holds the communes; it is taken as it is the best there.</source>
            <translation>Il n’est pas sûr que « {layer} » de « {path} » soit la couche des communes ; elle est prise, faute de mieux.</translation>
        </message>
        <message>
            <source>It is not sure that “{layer}” of “{path}” holds the EPCIs; it is taken as it is the best there.</source>
            <translation>Il n’est pas sûr que « {layer} » de « {path} » soit la couche des EPCI ; elle est prise, faute de mieux.</translation>
        </message>
        <message>
            <source>“{layer}” of “{path}” is left out: few of its codes are the SIREN codes of EPCIs.</source>
            <translation>« {layer} » de « {path} » est laissée de côté : peu de ses codes sont des codes SIREN d’EPCI.</translation>
        </message>
        <message>
            <source>No territory is called “{name}”.</source>
            <translation>Aucun territoire ne s’appelle « {name} ».</translation>
        </message>
        <message>
            <source>Not all communes of {territory} are among the loaded territories: {codes} are not printed.</source>
            <translation>Toutes les communes de {territory} ne sont pas parmi les territoires chargés : {codes} ne sont pas imprimées.</translation>
        </message>
        <message>
            <source>No commune of the département “{code}” is among the loaded territories: choose a territories layer that holds it.</source>
            <translation>Aucune commune du département « {code} » n’est parmi les territoires chargés : choisissez une couche de territoires qui le contient.</translation>
        </message>
        <message>
            <source>“{name}” leaves out what the list does not name.</source>
            <translation>« {name} » écarte ce que la liste ne nomme pas.</translation>
        </message>
    </context>
</TS>
