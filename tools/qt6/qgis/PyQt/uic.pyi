from typing import Any

# PyQt6 types the module of another name that stands behind it.
def loadUiType(uifile: str) -> tuple[Any, Any]: ...
