# First: what comes with the star does not replace it.
from .variant import QVariant as QVariant

from PyQt6.QtCore import *
