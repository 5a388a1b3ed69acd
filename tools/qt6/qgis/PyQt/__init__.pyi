# qgis.PyQt as QGIS 4 gives it: PyQt6's modules, and what QGIS adds to them.
from PyQt6 import sip as sip
