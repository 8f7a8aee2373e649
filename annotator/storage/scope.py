"""What a file of work was handed out for: all else that it says is not its coder's to say."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Self

from sqlalchemy import Connection, select

from annotator.domain.ids import Id
from annotator.storage import schema
from annotator.storage.lineage import Key
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load

_NOT_THERE = "what it is about was not handed out"


class Scope:
    """Round, texts and assignments of a file of work, as its papers vouch for them."""

    def __init__(self, manifest: Mapping[str, Any], ids: Mapping[str, set[Id]]) -> None:
        self._manifest = manifest
        self._ids = ids
        self._targets = set().union(*(ids[kind] for kind in ("account", "session", "dyad")))
        self._about = self._targets | ids["study"] | ids["code"] | ids["transcript"]

    @classmethod
    def of(cls, package: Connection, manifest: Mapping[str, Any]) -> Self:
        """That of a file, whose texts and beginnings are as they were handed out."""
        kinds = ("study", "dyad", "session", "account", "transcript")
        ids = {kind: _ids(package, kind) for kind in kinds}
        books = load(package, CODECS["codebook"])
        ids["code"] = {code.id for book in books for _, code in book.codes()}
        table = schema.lineage
        chosen = select(table.c.record_id).where(table.c.kind == "assignment")
        ids["assignment"] = set(package.execute(chosen).scalars())
        return cls(manifest, ids)

    def reason(
        self, kind: str, record_id: Id, values: Mapping[str, Any], known: Collection[Key]
    ) -> str | None:
        """Why a record is not of this file; None where it is.

        Args:
            kind, record_id: of the record.
            values: what it says, by field; they may be of any type.
            known: the records that the file has brought so far.
        """
        if kind == "filter":
            return None
        if kind != "memo" and values.get("round_id") != self._manifest["round"]:
            return "it is of another round than its file"
        if values.get("codebook_id") not in (None, self._manifest["codebook"]):
            return "it is under another version of the codebook than its file"
        if kind == "assignment" and record_id not in self._ids["assignment"]:
            return "its assignment was not handed out in its file"
        return None if self._is_inside(kind, values, known) else _NOT_THERE

    def holds_moments(self, several: Sequence[Mapping[str, Any]]) -> bool:
        """Whether many moments are all of this file: `reason` would have none against any.

        False too where that is not sure.

        Args:
            several: what each says, by field.
        """
        try:
            rounds = {each.get("round_id") for each in several}
            books = {each.get("codebook_id") for each in several}
            texts = {each.get("transcript_id") for each in several}
        except TypeError:  # a list, say: to be looked at by itself
            return False
        return (
            rounds == {self._manifest["round"]}
            and books <= {None, self._manifest["codebook"]}
            and texts <= self._ids["transcript"]
        )

    def _is_inside(self, kind: str, values: Mapping[str, Any], known: Collection[Key]) -> bool:
        """Whether what a record is about was handed out."""
        transcripts = self._ids["transcript"]
        if kind == "moment":
            return _is_in(values.get("transcript_id"), transcripts)
        if kind == "assignment":
            return _is_in(values.get("account_id"), self._ids["account"])
        if kind == "judgement":
            return _is_in(values.get("target_id"), self._targets)
        if kind == "memo":
            text = values.get("transcript_id")
            return _is_in(values.get("about_id"), self._about) and (
                text is None or _is_in(text, transcripts)
            )
        paired = values.get("moment_ids") if kind == "pairing" else ()
        return (
            _is_in(values.get("session_id"), self._ids["session"])
            and isinstance(paired, list | tuple)
            and all(isinstance(each, str) and ("moment", each) in known for each in paired)
        )


def _is_in(value: object, ids: Collection[Id]) -> bool:
    return isinstance(value, str) and value in ids


def _ids(package: Connection, kind: str) -> set[Id]:
    return set(package.execute(select(CODECS[kind].table.c.id)).scalars())
