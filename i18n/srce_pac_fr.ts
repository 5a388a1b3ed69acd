<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1">
<context>
    <name>Algorithms</name>
    <message>
        <location filename="../processing/exportsheet.py" line="32"/>
        <source>Export a sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/exportsheet.py" line="45"/>
        <source>Sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/exportsheet.py" line="52"/>
        <source>Scale denominator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/loadlayers.py" line="30"/>
        <source>Load the layers of a sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/loadlayers.py" line="42"/>
        <source>Objects within the territory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/request.py" line="59"/>
        <source>Territory (INSEE code, SIREN code or exact name)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/request.py" line="65"/>
        <source>Source (a file or a folder; empty for the demonstration)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/request.py" line="72"/>
        <source>Sheet definition</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/request.py" line="80"/>
        <source>Communes (empty for the embedded ones)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/request.py" line="80"/>
        <source>EPCIs (empty for those of the communes)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/request.py" line="89"/>
        <source>Outside the territory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/request.py" line="112"/>
        <source>Scale denominator (empty for the largest that fits)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/request.py" line="121"/>
        <source>Cartouche (a JSON file)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/request.py" line="161"/>
        <source>{label}: not in the source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../processing/request.py" line="167"/>
        <source>Scale: {scale}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Cartouche</name>
    <message>
        <location filename="../core/cartouche.py" line="97"/>
        <source>a text</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/cartouche.py" line="98"/>
        <source>a whole number</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/cartouche.py" line="99"/>
        <source>true or false</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/cartouche.py" line="101"/>
        <source>In the cartouche file “{path}”, the entry “{key}” must be {type}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Dock</name>
    <message>
        <location filename="../ui/dock.py" line="63"/>
        <source>SRCE PAC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="125"/>
        <source>File…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="126"/>
        <source>Folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="134"/>
        <source>Hidden</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="134"/>
        <source>Dimmed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="134"/>
        <source>Shown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="141"/>
        <source>By the territory&apos;s shape</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="150"/>
        <source>Demonstration (fictitious)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="238"/>
        <source>No commune of the loaded territories lies there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="248"/>
        <source>Ecological data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="257"/>
        <source>Folder of ecological data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="320"/>
        <source>Export the sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="410"/>
        <source>The source does not hold this class</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <location filename="../ui/dock.py" line="442"/>
        <source>%n communes</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <location filename="../ui/dock.py" line="446"/>
        <source>{count} inhabitants</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Export</name>
    <message>
        <location filename="../core/export.py" line="125"/>
        <source>“{path}” cannot be written; it may be open in another program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/export.py" line="128"/>
        <source>QGIS could not print “{path}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/export.py" line="129"/>
        <source>QGIS could not make the layers of “{path}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/export.py" line="130"/>
        <source>The export of “{path}” was cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/export.py" line="132"/>
        <source>The export of “{path}” failed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Layers</name>
    <message>
        <location filename="../core/layers.py" line="168"/>
        <source>The style “{path}” cannot be used: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/layers.py" line="204"/>
        <source>The layer “{layer}” can no longer be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/layers.py" line="285"/>
        <source>Cancelled.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/layers.py" line="309"/>
        <source>The layer “{layer}” cannot be restricted to the territory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/layers.py" line="323"/>
        <source>{count} objects of “{layer}” have no geometry and cannot be drawn.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Layout</name>
    <message>
        <location filename="../core/boxes.py" line="90"/>
        <source>The text “{text}” does not fit its box “{id}”.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message numerus="yes">
        <location filename="../ui/messages.py" line="45"/>
        <source>%n more in the log messages</source>
        <translation type="unfinished">
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <location filename="../ui/messages.py" line="53"/>
        <source>Sheet written: {link}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Pipeline</name>
    <message>
        <location filename="../core/pipeline.py" line="182"/>
        <source>“{value}” is no way to draw the outside; choose one of {values}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/pipeline.py" line="245"/>
        <source>fictitious data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/pipeline.py" line="261"/>
        <source>Cancelled; nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Sheet</name>
    <message>
        <location filename="../core/sheet.py" line="75"/>
        <source>The sheet definition “{path}” is incomplete or wrong at {entry}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/sheet.py" line="87"/>
        <source>The file “{path}” cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/sheet.py" line="93"/>
        <source>The file “{path}” is not valid JSON: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/sheet.py" line="99"/>
        <source>The file “{path}” does not hold a JSON object.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SheetForm</name>
    <message>
        <location filename="../ui/dock.ui" line="10"/>
        <source>&amp;Commune or EPCI</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="18"/>
        <source>Name, INSEE or SIREN code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="19"/>
        <source>Type part of a name or a code, then press Enter to load the best match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="25"/>
        <source>Pick a commune by a click on the map</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="36"/>
        <source>No territory chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="44"/>
        <source>&amp;Sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="56"/>
        <source>S&amp;ource</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="70"/>
        <source>…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="72"/>
        <source>Choose a file or a folder of ecological data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="81"/>
        <source>O&amp;utside</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="87"/>
        <source>How the map looks outside the territory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="94"/>
        <source>&amp;Load</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="95"/>
        <source>Load the layers of the territory into the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="101"/>
        <source>Objects within the territory, class by class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="106"/>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="107"/>
        <source>Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="115"/>
        <source>&amp;Template</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="131"/>
        <source>La&amp;yout…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="132"/>
        <source>Open the filled layout in the layout designer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="137"/>
        <source>&amp;Export…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="138"/>
        <source>Print the sheet to a PDF, PNG or SVG file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../ui/dock.ui" line="154"/>
        <source>&amp;Cancel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Source</name>
    <message>
        <location filename="../core/profile.py" line="112"/>
        <source>The source “{path}” cannot be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/profile.py" line="139"/>
        <source>The source “{path}” does not exist.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/profile.py" line="156"/>
        <source>The file “{path}” cannot be read as vector data; it may be damaged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/profile.py" line="165"/>
        <source>The layer “{layer}” of “{path}” cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/profile.py" line="183"/>
        <source>The preset “{preset}” lacks the entry {entry}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Template</name>
    <message>
        <location filename="../core/template.py" line="43"/>
        <source>The template “{path}” is damaged: it holds no layout.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/template.py" line="87"/>
        <source>The template “{path}” is damaged: it is not valid XML.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Territory</name>
    <message>
        <location filename="../core/territory.py" line="289"/>
        <source>The territories “{path}” cannot be read. Choose a layer of communes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <location filename="../core/territory.py" line="318"/>
        <source>The territories layer “{layer}” cannot be read.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
