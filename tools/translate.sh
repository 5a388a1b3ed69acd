#!/usr/bin/env bash
# Collect the strings of the interface, or compile their translation: translate.sh update|compile
set -euo pipefail
# shellcheck source=tools/lib.sh
. "$(dirname -- "$0")/lib.sh"

translation=i18n/srce_pac_fr.ts

# Line numbers would change with every edit of the code.
# shellcheck disable=SC2016
without_locations='
import sys
import xml.etree.ElementTree as ET

file = sys.argv[1]
tree = ET.parse(file)
for message in tree.iter("message"):
    for location in message.findall("location"):
        message.remove(location)
ET.indent(tree, "    ")
text = ET.tostring(tree.getroot(), encoding="unicode", short_empty_elements=False)
with open(file, "w", encoding="utf-8") as written:
    written.write("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE TS>\n" + text + "\n")
'

# French signs stand after a no-break space, which nobody sees while typing.
# shellcheck disable=SC2016
no_break_spaces='
import re
import sys

with open(sys.argv[1], encoding="utf-8") as read:
    text = read.read()

def spaced(found):
    words = re.sub("(?<=[^\\s\u00a0]) (?=[;:!?\u00bb])|(?<=\u00ab) ", "\u00a0", found[2])
    return found[1] + words

text = re.sub("(<(?:translation|numerusform)[^>]*>)([^<]*)", spaced, text)
with open(sys.argv[1], "w", encoding="utf-8") as written:
    written.write(text)
'

cd -- "$root"
case ${1:-} in
    update)
        # Qt 5's own collector misses a sentence that is written over two lines.
        bash tools/setup.sh lint
        find plugin.py core ui processing server \( -name '*.py' -o -name '*.ui' \) -print0 | sort -z |
            xargs -0 "$venv/bin/pylupdate6" --no-obsolete --ts "$translation"
        "$system_python" -c "$without_locations" "$translation"
        ;;
    compile)
        "$system_python" -c "$no_break_spaces" "$translation"
        lrelease -silent "$translation" -qm "${translation%.ts}.qm"
        ;;
    *) die "Usage: tools/translate.sh update|compile" ;;
esac
