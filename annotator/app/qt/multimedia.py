"""Qt's multimedia, loaded when a session has a recording and not before."""

from __future__ import annotations

import ctypes
import importlib
from pathlib import Path
from types import ModuleType
from typing import Any

from PySide6.QtCore import QLoggingCategory

from annotator.domain.errors import UserError

AV_LOG_FATAL = 8
_loaded: list[ModuleType] = []


def multimedia() -> Any:  # the module itself, whose types mypy knows nothing of
    """The module `PySide6.QtMultimedia`.

    Raises:
        UserError: this machine cannot load it; nothing but playing needs it.
    """
    if not _loaded:
        # It names files, and from threads of its own: one that waits for Python, while Python
        # waits for it to end, would hang.
        QLoggingCategory.setFilterRules("qt.multimedia.*=false")
        try:
            module = importlib.import_module("PySide6.QtMultimedia")
        except ImportError as error:
            lacking = str(error).partition(":")[0]
            raise UserError(
                f"recordings cannot be played here ({lacking})",
                hint="install what README lists for playing; all else works without",
            ) from None
        module.QMediaFormat().supportedAudioCodecs(module.QMediaFormat.ConversionMode.Decode)
        _quieten(Path(str(module.__file__)).parent)  # after Qt has set it up, as it now has
        _loaded.append(module)
    return _loaded[0]


def _quieten(folder: Path) -> None:
    """Has FFmpeg write nothing to the terminal: it names files and what is said in them."""
    patterns = ("Qt/lib/libavutil*", "avutil-*.dll", "Qt/lib/libavutil*.dylib")
    for file in (each for pattern in patterns for each in folder.glob(pattern)):
        try:
            ctypes.CDLL(str(file)).av_log_set_level(AV_LOG_FATAL)
        except (OSError, AttributeError):
            continue
        return
