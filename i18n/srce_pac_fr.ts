<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en_US">
    <context>
        <name>Algorithms</name>
        <message>
            <source>Export a sheet</source>
            <translation>Exporter une carte</translation>
        </message>
        <message>
            <source>Prints the ecological continuities of a commune or an EPCI as a “porter à connaissance” sheet. The ending of the output file decides between PDF, PNG and SVG; a folder gets a PDF of the usual name. No project is touched.</source>
            <translation>Imprime les continuités écologiques d'une commune ou d'un EPCI sous la forme d'une carte de porter à connaissance. L'extension du fichier décide entre PDF, PNG et SVG ; un dossier reçoit un PDF au nom habituel. Aucun projet n'est modifié.</translation>
        </message>
        <message>
            <source>Sheet</source>
            <translation>Carte</translation>
        </message>
        <message>
            <source>Scale denominator</source>
            <translation>Dénominateur de l'échelle</translation>
        </message>
        <message>
            <source>Load the layers of a sheet</source>
            <translation>Charger les couches d'une carte</translation>
        </message>
        <message>
            <source>Loads the ecological continuities of a commune or an EPCI into the project: one group, styled, restricted to the territory, in printing order. An earlier group of the plugin is replaced; nothing else is touched.</source>
            <translation>Charge dans le projet les continuités écologiques d'une commune ou d'un EPCI : un groupe stylé, restreint au territoire, dans l'ordre d'impression. Le groupe précédent de l'extension est remplacé ; rien d'autre n'est modifié.</translation>
        </message>
        <message>
            <source>Objects within the territory</source>
            <translation>Objets sur le territoire</translation>
        </message>
        <message>
            <source>There is no project to load the layers into; open one (PROJECT_PATH on the command line).</source>
            <translation>Aucun projet n'est là pour recevoir les couches : ouvrez-en un (PROJECT_PATH en ligne de commande).</translation>
        </message>
        <message>
            <source>Territory (INSEE code, SIREN code or exact name)</source>
            <translation>Territoire (code INSEE, code SIREN ou nom exact)</translation>
        </message>
        <message>
            <source>Source (a file or a folder; empty for the demonstration)</source>
            <translation>Source (un fichier ou un dossier ; vide pour la démonstration)</translation>
        </message>
        <message>
            <source>Sheet definition</source>
            <translation>Définition de la carte</translation>
        </message>
        <message>
            <source>Communes (empty for the embedded ones)</source>
            <translation>Communes (vide pour celles de l'extension)</translation>
        </message>
        <message>
            <source>EPCIs (empty for those of the communes)</source>
            <translation>EPCI (vide pour ceux des communes)</translation>
        </message>
        <message>
            <source>Outside the territory</source>
            <translation>Hors du territoire</translation>
        </message>
        <message>
            <source>Template (a name or a .qpt file; empty to choose it by the territory's shape)</source>
            <translation>Modèle (un nom ou un fichier .qpt ; vide pour le choisir d'après la forme du territoire)</translation>
        </message>
        <message>
            <source>Scale denominator (empty for the largest that fits)</source>
            <translation>Dénominateur de l'échelle (vide pour la plus grande qui convient)</translation>
        </message>
        <message>
            <source>Cartouche (a JSON file)</source>
            <translation>Cartouche (un fichier JSON)</translation>
        </message>
        <message>
            <source>{label}: not in the source</source>
            <translation>{label} : absent de la source</translation>
        </message>
        <message>
            <source>Scale: {scale}</source>
            <translation>Échelle : {scale}</translation>
        </message>
    </context>
    <context>
        <name>Cartouche</name>
        <message>
            <source>The cartouche file “{path}” has an unknown entry, “{key}”. Known entries: {known}.</source>
            <translation>Le fichier de cartouche « {path} » a une entrée inconnue, « {key} ». Entrées connues : {known}.</translation>
        </message>
        <message>
            <source>a text</source>
            <translation>un texte</translation>
        </message>
        <message>
            <source>a whole number</source>
            <translation>un nombre entier</translation>
        </message>
        <message>
            <source>true or false</source>
            <translation>true ou false</translation>
        </message>
        <message>
            <source>In the cartouche file “{path}”, the entry “{key}” must be {type}.</source>
            <translation>Dans le fichier de cartouche « {path} », l'entrée « {key} » doit être {type}.</translation>
        </message>
    </context>
    <context>
        <name>Dock</name>
        <message>
            <source>SRCE PAC</source>
            <translation>SRCE PAC</translation>
        </message>
        <message>
            <source>&amp;File…</source>
            <translation>&amp;Fichier…</translation>
        </message>
        <message>
            <source>F&amp;older…</source>
            <translation>D&amp;ossier…</translation>
        </message>
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
            <source>By the territory's shape</source>
            <translation>Selon la forme du territoire</translation>
        </message>
        <message>
            <source>Fictitious demonstration</source>
            <translation>Démonstration fictive</translation>
        </message>
        <message>
            <source>No territory chosen</source>
            <translation>Aucun territoire choisi</translation>
        </message>
        <message>
            <source>No commune of the loaded territories lies there.</source>
            <translation>Aucune commune des territoires chargés ne se trouve là.</translation>
        </message>
        <message>
            <source>Ecological data</source>
            <translation>Données écologiques</translation>
        </message>
        <message>
            <source>Vector data</source>
            <translation>Données vectorielles</translation>
        </message>
        <message>
            <source>Folder of ecological data</source>
            <translation>Dossier de données écologiques</translation>
        </message>
        <message>
            <source>Export the sheet</source>
            <translation>Exporter la carte</translation>
        </message>
        <message>
            <source>The source does not hold this class</source>
            <translation>La source ne contient pas cette classe</translation>
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
            <source>EPCI</source>
            <translation>EPCI</translation>
        </message>
        <message numerus="yes">
            <source>%n communes</source>
            <translation>
                <numerusform>%n commune</numerusform>
                <numerusform>%n communes</numerusform>
            </translation>
        </message>
        <message>
            <source>Commune</source>
            <translation>Commune</translation>
        </message>
        <message numerus="yes">
            <source>%Ln inhabitants</source>
            <translation>
                <numerusform>%Ln habitant</numerusform>
                <numerusform>%Ln habitants</numerusform>
            </translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>Annuler</translation>
        </message>
    </context>
    <context>
        <name>Export</name>
        <message>
            <source>“{path}” is no file that can be written: its name must end with {endings}.</source>
            <translation>« {path} » n'est pas un fichier que l'on peut écrire : son nom doit finir par {endings}.</translation>
        </message>
        <message>
            <source>“{path}” could not be written to its end; the disk may be full. Nothing was changed.</source>
            <translation>« {path} » n'a pas pu être écrit jusqu'au bout ; le disque est peut-être plein. Rien n'a été modifié.</translation>
        </message>
        <message>
            <source>“{path}” cannot be written: {reason}. If it is open in another program, close it there or choose another name.</source>
            <translation>« {path} » ne peut pas être écrit : {reason}. S'il est ouvert dans un autre programme, fermez-le ou choisissez un autre nom.</translation>
        </message>
        <message>
            <source>The folder “{path}” cannot be made: {reason}.</source>
            <translation>Le dossier « {path} » ne peut pas être créé : {reason}.</translation>
        </message>
        <message>
            <source>There is not enough memory for “{path}”; lower the resolution of the template.</source>
            <translation>La mémoire ne suffit pas pour « {path} » ; baissez la résolution du modèle.</translation>
        </message>
        <message>
            <source>“{path}” cannot be written; it may be open in another program.</source>
            <translation>« {path} » ne peut pas être écrit ; il est peut-être ouvert dans un autre programme.</translation>
        </message>
        <message>
            <source>QGIS could not print “{path}”.</source>
            <translation>QGIS n'a pas pu imprimer « {path} ».</translation>
        </message>
        <message>
            <source>QGIS could not make the layers of “{path}”.</source>
            <translation>QGIS n'a pas pu créer les calques de « {path} ».</translation>
        </message>
        <message>
            <source>The export of “{path}” was cancelled.</source>
            <translation>L'export de « {path} » a été annulé.</translation>
        </message>
        <message>
            <source>The export of “{path}” failed.</source>
            <translation>L'export de « {path} » a échoué.</translation>
        </message>
    </context>
    <context>
        <name>Help</name>
        <message>
            <source>SRCE PAC – user guide</source>
            <translation>SRCE PAC – guide de l'utilisateur</translation>
        </message>
    </context>
    <context>
        <name>Layers</name>
        <message>
            <source>The source has nothing near {territory}: it may not cover that territory.</source>
            <translation>La source n'a rien près de {territory} : elle ne couvre peut-être pas ce territoire.</translation>
        </message>
        <message>
            <source>there is no such file</source>
            <translation>ce fichier n'existe pas</translation>
        </message>
        <message>
            <source>The style “{path}” cannot be used: {reason}.</source>
            <translation>Le style « {path} » est inutilisable : {reason}.</translation>
        </message>
        <message>
            <source>The layer “{layer}” is left out: this sheet does not draw the class {class_id}.</source>
            <translation>La couche « {layer} » est laissée de côté : cette carte ne dessine pas la classe {class_id}.</translation>
        </message>
        <message>
            <source>The layer “{layer}” can no longer be read.</source>
            <translation>La couche « {layer} » n'est plus lisible.</translation>
        </message>
        <message>
            <source>The layer “{layer}” has no coordinate system: give it one (for instance with a .prj file) and try again.</source>
            <translation>La couche « {layer} » n'a pas de système de coordonnées : donnez-lui-en un (par exemple avec un fichier .prj) et recommencez.</translation>
        </message>
        <message>
            <source>The layer “{layer}” holds no object.</source>
            <translation>La couche « {layer} » ne contient aucun objet.</translation>
        </message>
        <message>
            <source>Cancelled.</source>
            <translation>Annulé.</translation>
        </message>
        <message>
            <source>The layer “{layer}” cannot be restricted to the territory.</source>
            <translation>La couche « {layer} » ne peut pas être restreinte au territoire.</translation>
        </message>
        <message>
            <source>“{path}” is damaged: {count} of its {total} objects can be read. Copy it again.</source>
            <translation>« {path} » est endommagé : {count} de ses {total} objets sont lisibles. Copiez-le à nouveau.</translation>
        </message>
        <message>
            <source>{count} objects of “{layer}” have no geometry and cannot be drawn.</source>
            <translation>{count} objet(s) de « {layer} » n'ont pas de géométrie et ne peuvent pas être dessinés.</translation>
        </message>
        <message>
            <source>{count} objects of “{layer}” have an invalid geometry; they are drawn as they are.</source>
            <translation>{count} objet(s) de « {layer} » ont une géométrie invalide ; ils sont dessinés tels quels.</translation>
        </message>
        <message>
            <source>{count} objects of “{layer}” have a geometry beyond repair and are not counted.</source>
            <translation>{count} objet(s) de « {layer} » ont une géométrie irréparable et ne sont pas comptés.</translation>
        </message>
    </context>
    <context>
        <name>Layout</name>
        <message>
            <source>The text “{text}” does not fit its place “{id}”.</source>
            <translation>Le texte « {text} » ne tient pas à sa place « {id} ».</translation>
        </message>
        <message>
            <source>The texts of the band do not fit the template “{name}” at {size} points; shorten them or choose a larger paper.</source>
            <translation>Les textes du bandeau ne tiennent pas dans le modèle « {name} » à {size} points ; raccourcissez-les ou choisissez un papier plus grand.</translation>
        </message>
        <message>
            <source>The map of the template “{name}” is too small.</source>
            <translation>La carte du modèle « {name} » est trop petite.</translation>
        </message>
        <message>
            <source>At {scale} the map does not show the whole territory, which needs {least}.</source>
            <translation>Au {scale}, la carte ne montre pas tout le territoire, qui demande le {least}.</translation>
        </message>
        <message>
            <source>The sheet is at {scale}, finer than {finest}: the data, made at about 1/100 000, is not that precise.</source>
            <translation>La carte est au {scale}, plus fin que le {finest} : les données, établies vers le 1/100 000, n'ont pas cette précision.</translation>
        </message>
        <message>
            <source>The logo “{path}” cannot be read; the sheet carries the text block in its place.</source>
            <translation>Le logo « {path} » est illisible ; la carte porte le bloc de texte à sa place.</translation>
        </message>
    </context>
    <context>
        <name>Messages</name>
        <message numerus="yes">
            <source>%n more in the log messages</source>
            <translation>
                <numerusform>%n autre dans le journal des messages</numerusform>
                <numerusform>%n autres dans le journal des messages</numerusform>
            </translation>
        </message>
        <message>
            <source>Open</source>
            <translation>Ouvrir</translation>
        </message>
        <message>
            <source>Sheet written: {file}</source>
            <translation>Carte écrite : {file}</translation>
        </message>
    </context>
    <context>
        <name>Pipeline</name>
        <message>
            <source>Layout {name}</source>
            <translation>Mise en page {name}</translation>
        </message>
        <message>
            <source>“{value}” is no way to draw the outside; choose one of {values}.</source>
            <translation>« {value} » n'est pas une façon de dessiner l'extérieur ; choisissez parmi {values}.</translation>
        </message>
        <message>
            <source>The texts of the sheet “{sheet}” speak of the départements {list}; check them for {territory}.</source>
            <translation>Les textes de la carte « {sheet} » parlent des départements {list} ; vérifiez-les pour {territory}.</translation>
        </message>
        <message>
            <source>fictitious data</source>
            <translation>données fictives</translation>
        </message>
        <message>
            <source>Cancelled; nothing was changed.</source>
            <translation>Annulé ; rien n'a été modifié.</translation>
        </message>
    </context>
    <context>
        <name>Sheet</name>
        <message>
            <source>The sheet definition “{path}” is incomplete or wrong at {entry}.</source>
            <translation>La définition de carte « {path} » est incomplète ou erronée à {entry}.</translation>
        </message>
        <message>
            <source>The file “{path}” cannot be read: {reason}.</source>
            <translation>Le fichier « {path} » est illisible : {reason}.</translation>
        </message>
        <message>
            <source>The file “{path}” is not valid JSON: {reason}.</source>
            <translation>Le fichier « {path} » n'est pas un JSON valide : {reason}.</translation>
        </message>
        <message>
            <source>The file “{path}” does not hold a JSON object.</source>
            <translation>Le fichier « {path} » ne contient pas d'objet JSON.</translation>
        </message>
    </context>
    <context>
        <name>SheetForm</name>
        <message>
            <source>Commu&amp;ne or EPCI</source>
            <translation>Commu&amp;ne ou EPCI</translation>
        </message>
        <message>
            <source>Name, INSEE or SIREN code</source>
            <translation>Nom, code INSEE ou SIREN</translation>
        </message>
        <message>
            <source>Type part of a name or a code, then press Enter to load the territory that is marked in the list</source>
            <translation>Tapez une partie d'un nom ou un code, puis Entrée pour charger le territoire marqué dans la liste</translation>
        </message>
        <message>
            <source>Pick a commune by a click on the map</source>
            <translation>Choisir une commune d'un clic sur la carte</translation>
        </message>
        <message>
            <source>S&amp;heet</source>
            <translation>&amp;Feuille</translation>
        </message>
        <message>
            <source>So&amp;urce</source>
            <translation>&amp;Source</translation>
        </message>
        <message>
            <source>Choose a file or a folder of ecological data</source>
            <translation>Choisir un fichier ou un dossier de données écologiques</translation>
        </message>
        <message>
            <source>Outs&amp;ide</source>
            <translation>&amp;Hors territoire</translation>
        </message>
        <message>
            <source>How the map looks outside the territory</source>
            <translation>Aspect de la carte hors du territoire</translation>
        </message>
        <message>
            <source>Lo&amp;ad</source>
            <translation>Char&amp;ger</translation>
        </message>
        <message>
            <source>Load the layers of the territory into the project, in place of those of the territory before</source>
            <translation>Charger les couches du territoire dans le projet, à la place de celles du territoire précédent</translation>
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
            <source>&amp;Template</source>
            <translation>Mo&amp;dèle</translation>
        </message>
        <message>
            <source>The layout that the sheet is printed with</source>
            <translation>La mise en page avec laquelle la carte est imprimée</translation>
        </message>
        <message>
            <source>La&amp;yout…</source>
            <translation>Mise en page…</translation>
        </message>
        <message>
            <source>Open the filled layout in the layout designer, with layers of its own</source>
            <translation>Ouvrir la mise en page remplie dans l'éditeur de QGIS, avec ses propres couches</translation>
        </message>
        <message>
            <source>E&amp;xport…</source>
            <translation>Exp&amp;orter…</translation>
        </message>
        <message>
            <source>Print the sheet to a PDF, PNG or SVG file; the project is left as it is</source>
            <translation>Imprimer la carte dans un fichier PDF, PNG ou SVG ; le projet reste tel quel</translation>
        </message>
    </context>
    <context>
        <name>Source</name>
        <message>
            <source>“{path}” holds {layers} more than once; all are drawn.</source>
            <translation>« {path} » contient plusieurs fois {layers} ; tout est dessiné.</translation>
        </message>
        <message>
            <source>“{path}” holds more than one data set: {title} is drawn, {layers} left out.</source>
            <translation>« {path} » contient plusieurs jeux de données : {title} est dessiné, {layers} laissé(s) de côté.</translation>
        </message>
        <message>
            <source>The demonstration cannot be copied to “{path}”: {reason}.</source>
            <translation>La démonstration ne peut pas être copiée vers « {path} » : {reason}.</translation>
        </message>
        <message>
            <source>The source “{path}” cannot be read: {reason}.</source>
            <translation>La source « {path} » est illisible : {reason}.</translation>
        </message>
        <message>
            <source>The source “{path}” holds no vector layer. Choose a GeoPackage, a shapefile, a GeoJSON or FlatGeobuf file, or a folder of them.</source>
            <translation>La source « {path} » ne contient aucune couche vectorielle. Choisissez un GeoPackage, un shapefile, un fichier GeoJSON ou FlatGeobuf, ou un dossier qui en contient.</translation>
        </message>
        <message>
            <source>The source “{path}” does not exist.</source>
            <translation>La source « {path} » n'existe pas.</translation>
        </message>
        <message>
            <source>The file “{path}” cannot be read as vector data; it may be damaged.</source>
            <translation>Le fichier « {path} » n'est pas lisible comme donnée vectorielle ; il est peut-être endommagé.</translation>
        </message>
        <message>
            <source>The layer “{layer}” of “{path}” cannot be read.</source>
            <translation>La couche « {layer} » de « {path} » est illisible.</translation>
        </message>
        <message>
            <source>The preset “{preset}” lacks the entry {entry}.</source>
            <translation>Le préréglage « {preset} » n'a pas l'entrée {entry}.</translation>
        </message>
        <message>
            <source>The layer “{layer}” is named as in “{title}” but lacks the field {field}.</source>
            <translation>La couche « {layer} » porte un nom de « {title} » mais n'a pas le champ {field}.</translation>
        </message>
        <message>
            <source>None of the layers of “{path}” is of a known schema (national SRCE standard, SRADDET Hauts-de-France): {layers}.</source>
            <translation>Aucune des couches de « {path} » ne suit un schéma connu (standard national SRCE, SRADDET Hauts-de-France) : {layers}.</translation>
        </message>
    </context>
    <context>
        <name>Template</name>
        <message>
            <source>The template “{path}” is damaged: it holds no layout.</source>
            <translation>Le modèle « {path} » est endommagé : il ne contient pas de mise en page.</translation>
        </message>
        <message>
            <source>The template “{name}” has no map: add one and give it the item ID “{id}”.</source>
            <translation>Le modèle « {name} » n'a pas de carte : ajoutez-en une et donnez-lui l'identifiant « {id} ».</translation>
        </message>
        <message>
            <source>The template “{path}” cannot be read: {reason}. Known templates: {names}.</source>
            <translation>Le modèle « {path} » est illisible : {reason}. Modèles connus : {names}.</translation>
        </message>
        <message>
            <source>The template “{path}” is damaged: it is not valid XML.</source>
            <translation>Le modèle « {path} » est endommagé : ce n'est pas un XML valide.</translation>
        </message>
    </context>
    <context>
        <name>Territory</name>
        <message>
            <source>The territories layer “{layer}” cannot be read.</source>
            <translation>La couche de territoires « {layer} » est illisible.</translation>
        </message>
        <message>
            <source>The territories layer “{layer}” has no coordinate system. Set one in its properties.</source>
            <translation>La couche de territoires « {layer} » n'a pas de système de coordonnées. Donnez-lui-en un dans ses propriétés.</translation>
        </message>
        <message>
            <source>The territories layer “{layer}” holds no contours: choose a layer of polygons.</source>
            <translation>La couche de territoires « {layer} » ne contient pas de contours : choisissez une couche de polygones.</translation>
        </message>
        <message>
            <source>The territories layer “{layer}” lacks a {field} field; one of these is needed: {names}.</source>
            <translation>La couche de territoires « {layer} » n'a pas de champ {field} ; il en faut un parmi : {names}.</translation>
        </message>
        <message>
            <source>“{name}” is the name of several territories: {list}. Give the code of the one you mean.</source>
            <translation>« {name} » est le nom de plusieurs territoires : {list}. Donnez le code de celui que vous voulez.</translation>
        </message>
        <message>
            <source>No territory is called “{name}”; the nearest are: {list}. Give an INSEE code, a SIREN code or an exact name.</source>
            <translation>Aucun territoire ne s'appelle « {name} » ; les plus proches sont : {list}. Donnez un code INSEE, un code SIREN ou un nom exact.</translation>
        </message>
        <message>
            <source>No territory is called “{name}” among the {count} that are loaded. Give an INSEE code, a SIREN code or an exact name.</source>
            <translation>Aucun territoire ne s'appelle « {name} » parmi les {count} qui sont chargés. Donnez un code INSEE, un code SIREN ou un nom exact.</translation>
        </message>
        <message>
            <source>{territory} has no usable contour in the territories that are loaded. Choose another territories layer.</source>
            <translation>{territory} n'a pas de contour utilisable dans les territoires chargés. Choisissez une autre couche de territoires.</translation>
        </message>
        <message>
            <source>The territories “{path}” cannot be read. Choose a layer of communes.</source>
            <translation>Les territoires « {path} » sont illisibles. Choisissez une couche de communes.</translation>
        </message>
    </context>
</TS>
