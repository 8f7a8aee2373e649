"""A person's keys as a file, to be taken to another machine."""

from __future__ import annotations

from pathlib import Path

from annotator.app.actions.keymap import Keymap, read_keys
from annotator.app.file_bytes import file_bytes
from annotator.app.key_list import key_page, key_sections
from annotator.domain.codebook import Codebook
from annotator.domain.errors import UserError
from annotator.formats.atomic import write_atomically


def export_keys(keymap: Keymap, place: Path) -> None:
    """Writes the keys that a person has changed as JSON, whole or not at all.

    Raises:
        UserError: the file cannot be written.
    """
    write_atomically(place, keymap.written().encode("utf-8"))


def export_key_page(keymap: Keymap, codebook: Codebook, place: Path) -> None:
    """Writes all keys as a page to print, whole or not at all.

    Raises:
        UserError: the file cannot be written.
    """
    write_atomically(place, key_page(key_sections(keymap, codebook)).encode("utf-8"))


def import_keys(place: Path) -> Keymap:
    """The keys of such a file.

    Raises:
        UserError: it cannot be read, holds no keys, or two actions have one key in it.
    """
    try:
        return read_keys(file_bytes(place).decode("utf-8"))
    except UnicodeDecodeError:
        raise UserError("the file holds no keys of this program", where=place.name) from None
