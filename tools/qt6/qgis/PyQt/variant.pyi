from typing import Any

# QGIS gives it the names of its types back, such as QVariant.String.
QVariant: Any
