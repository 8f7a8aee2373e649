"""A coder's record as its file has it, and as the study has it: ids and places in a text.

Two coders' records may have one id (a script gave it): then all but one of them stand under
other ids, which pairings and decisions name. And a moment of a text that was corrected stands
on the corrected one, where its words are there exactly once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from annotator.domain.anchoring import carried_span
from annotator.domain.ids import Id
from annotator.domain.merging import digest_of
from annotator.domain.moment import Moment, Pairing
from annotator.storage import schema
from annotator.storage.kept import Own


class Translation:
    """What stands where in the study.

    Attributes:
        before, after: by record the id under which it stands, where that is not its own: before
            the merge and after it.
    """

    def __init__(self, connection: Connection, other_ids: Mapping[Own, Id]) -> None:
        self._connection = connection
        self.before = dict(other_ids)
        self.after = dict(other_ids)
        self._own_ids = {(own[2], place_id): own[1] for own, place_id in other_ids.items()}
        self._versions = versions(connection)
        self._texts: dict[Id, str] = {}

    def was_at(self, own: Own) -> Id:
        """Under which id a record stands before the merge."""
        return self.before.get(own, own[1])

    def will_be_at(self, own: Own) -> Id:
        """Under which it stands after the merge."""
        return self.after.get(own, own[1])

    def is_earlier(self, moment: Moment) -> bool:
        """Whether a moment is on a version of a text that is not the newest."""
        return self._versions.get(moment.transcript_id, (moment.transcript_id,))[-1] != (
            moment.transcript_id
        )

    def told_by(self, record: Any, digests: Collection[str]) -> Any:
        """A record of the study as the file had it in which it is from; else as it stands.

        Args:
            record: of the study.
            digests: those of the record's states.
        """
        if self._is_as_told(record):
            return record
        for made in (record, *self._as_told(record)):
            if digest_of(made) in digests:
                return made
        return record

    def in_study(self, record: Any) -> Any:
        """A record of a file as it stands in the study."""
        if isinstance(record, Pairing):
            ids = self._named(record)
            return record if ids == record.moment_ids else replace(record, moment_ids=ids)
        if isinstance(record, Moment) and self.is_earlier(record):
            newest = self._versions[record.transcript_id][-1]
            return self._carried(record, newest) or record
        return record

    def _is_as_told(self, record: Any) -> bool:
        """Whether a record can stand in the study only as its file has it."""
        if isinstance(record, Moment):
            return len(self._versions.get(record.transcript_id, ())) < 2
        return not (isinstance(record, Pairing) and self._own_ids)

    def _as_told(self, record: Any) -> Iterator[Any]:
        if isinstance(record, Pairing):
            ids = (self._own_ids.get((record.coder_id, each), each) for each in record.moment_ids)
            yield replace(record, moment_ids=tuple(ids))
        else:
            for version in self._versions[record.transcript_id]:
                if version != record.transcript_id and (made := self._carried(record, version)):
                    yield made

    def _named(self, pairing: Pairing) -> tuple[Id, ...]:
        coder_id = pairing.coder_id
        return tuple(
            self.after.get(("moment", each, coder_id), each) for each in pairing.moment_ids
        )

    def _carried(self, moment: Moment, transcript_id: Id) -> Moment | None:
        """A moment on another version of its text; None unless its words are there, once."""
        old, new = self._text(moment.transcript_id), self._text(transcript_id)
        try:
            span = carried_span(old, new, (moment.start, moment.end))
        except TypeError:  # a place that is no number
            return None
        if span is None:
            return None
        return replace(moment, transcript_id=transcript_id, start=span[0], end=span[1])

    def _text(self, transcript_id: Id) -> str:
        if transcript_id not in self._texts:
            chosen = select(schema.transcripts.c.text).where(
                schema.transcripts.c.id == transcript_id
            )
            self._texts[transcript_id] = str(self._connection.execute(chosen).scalar_one())
        return self._texts[transcript_id]


def versions(connection: Connection) -> dict[Id, tuple[Id, ...]]:
    """By transcript all versions of its text, the newest last."""
    table = schema.transcripts
    own: dict[Id, list[Id]] = {}
    chosen = select(table.c.id, table.c.account_id).order_by(table.c.version, table.c.id)
    for transcript_id, account_id in connection.execute(chosen):
        own.setdefault(account_id, []).append(transcript_id)
    return {each: tuple(ids) for ids in own.values() for each in ids}
