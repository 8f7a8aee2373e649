"""Zip packages opened under the caps: the directory first, then every byte while inflating."""

from __future__ import annotations

import zipfile
from io import BytesIO

from annotator.domain.errors import UserError
from annotator.formats import limits

_ENTRY_MARK = b"PK\x01\x02"
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BLOCK = 256 * 1024


class Archive:
    """The entries of a zip package, read into memory one by one and never to a path.

    Args:
        content: the package.
        name: of the file, for messages.
        program: what people open such a file with, for hints.
    """

    __slots__ = ("_again", "_left", "_name", "_program", "_zip")

    def __init__(self, content: bytes, name: str, *, program: str = "Word") -> None:
        self._name = name
        self._program = program
        self._again = f"open and save it again in {program}"
        # Counted in the bytes, because the directory's own count may lie and its list costs memory.
        if content.count(_ENTRY_MARK) > limits.ZIP_ENTRIES:
            raise self._refusal(f"it holds more than {limits.ZIP_ENTRIES:,} files")
        self._zip = zipfile.ZipFile(BytesIO(content))
        self._left = limits.TOTAL_BYTES
        self._check_directory()

    def _check_directory(self) -> None:
        entries = self._zip.infolist()
        if len(entries) > limits.ZIP_ENTRIES:
            raise self._refusal(f"it holds more than {limits.ZIP_ENTRIES:,} files")
        if sum(entry.file_size for entry in entries) > limits.TOTAL_BYTES:
            raise self._refusal("unpacked it is larger than allowed")
        for entry in entries:
            if entry.file_size > limits.ENTRY_BYTES:
                raise self._refusal("a part of it is larger than allowed when unpacked")
            ratio_bytes = entry.compress_size * limits.ENTRY_RATIO
            if entry.file_size > max(limits.RATIO_FREE_BYTES, ratio_bytes):
                raise self._refusal("a part of it is packed tighter than any text can be")

    def _refusal(self, what: str) -> UserError:
        return UserError(f"{what}: refused as a zip bomb", self._name, limits.TOO_LARGE_HINT)

    def __contains__(self, path: str) -> bool:
        return path in self._zip.NameToInfo

    @property
    def names(self) -> list[str]:
        """The paths of all entries, each once."""
        return list(self._zip.NameToInfo)

    def read(self, path: str) -> bytes:
        """The bytes of an entry; UserError for one that is absent, encrypted or too large."""
        entry = self._zip.NameToInfo.get(path)
        if entry is None:
            raise UserError(f"the part '{path}' is missing in it", self._name, self._again)
        if entry.flag_bits & 0x1 or entry.compress_type not in _METHODS:
            raise UserError(
                f"it is packed or encrypted in a way that {self._program} does not use",
                self._name,
                self._again,
            )
        blocks = []
        left = min(self._left, limits.ENTRY_BYTES)
        with self._zip.open(entry) as stream:
            while block := stream.read(_BLOCK):
                left -= len(block)
                self._left -= len(block)
                if left < 0:
                    raise self._refusal("a part of it is larger than its directory says")
                blocks.append(block)
        return b"".join(blocks)
