"""The typefaces that come with the app, made known to Qt."""

from __future__ import annotations

import font_source_sans_pro
import font_source_serif_pro
from PySide6.QtGui import QFontDatabase


def load_fonts() -> None:
    """Makes the typefaces that come with the app known to Qt, once."""
    if "Source Serif Pro" in QFontDatabase.families():
        return
    for files in (font_source_serif_pro.font_files_ttf, font_source_sans_pro.font_files_ttf):
        for name, path in files.items():
            if not name.endswith(("It", "Black", "ExtraLight", "Light")) or name.endswith("ProIt"):
                QFontDatabase.addApplicationFont(path)
