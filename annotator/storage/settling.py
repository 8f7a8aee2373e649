"""What stands of coders' records once files come in: record by record, kind after kind."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from annotator.domain.edits import Replace
from annotator.domain.ids import Id
from annotator.domain.merging import Node
from annotator.domain.moment import Moment
from annotator.domain.resolving import LEANING, Aside, Known, Resolved, resolve
from annotator.storage import lineage
from annotator.storage.fitting import Fitting
from annotator.storage.kept import KeptState, Own, kept_state
from annotator.storage.lineage import Key
from annotator.storage.rows import CODECS
from annotator.storage.rows.loading import load_many
from annotator.storage.rows.plain import record_of
from annotator.storage.telling import Telling, said_of
from annotator.storage.translating import Translation

_NONE = Known()


@dataclass(slots=True)
class Brought:
    """What comes in: states by record, and what their last ones say, by hash."""

    nodes: dict[Own, dict[str, Node]] = field(default_factory=lambda: defaultdict(dict))
    contents: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Settlement:
    """What becomes of the records that were settled so far.

    Attributes:
        nodes: states that are new to the study, each with what is put for it and whose it is.
        placed: by hash of a known state what is put for it from now on.
        kept, let_go: what is kept of states that stand nowhere; hashes of which it no longer is.
    """

    nodes: list[tuple[Node, str | None, Id]] = field(default_factory=list)
    placed: dict[str, str | None] = field(default_factory=dict)
    kept: list[KeptState] = field(default_factory=list)
    let_go: list[str] = field(default_factory=list)


class Settling:
    """Settles records, by what is known, what comes in and what is kept.

    Attributes:
        known: what the study knows of records.
        kept: of them what states say that stand nowhere, by hash.
        live: what stands in the study.
    """

    def __init__(
        self, connection: Connection, brought: Brought, fitting: Fitting,
        translation: Translation, telling: Telling,
    ) -> None:  # fmt: skip
        self._connection = connection
        self._brought = brought
        self._fitting = fitting
        self._translation = translation
        self._telling = telling
        self.known: dict[Key, dict[Id, Known]] = {}
        self.kept: dict[Own, dict[str, str]] = {}
        self.live: dict[Key, Any] = {}
        self.settled = Settlement()
        self._before: dict[Id, Any] = {}
        self._after: dict[Id, Any] = {}

    def load_live(self, owns: Iterable[Own]) -> None:
        """Takes up what stands in the study under the ids of some records."""
        wanted: dict[str, set[Id]] = defaultdict(set)
        for own in owns:
            wanted[own[0]].update((own[1], self._translation.was_at(own)))
        for kind, ids in wanted.items():
            for some in lineage.chunks(sorted(ids)):
                for record in load_many(self._connection, CODECS[kind], some):
                    self.live[kind, record.id] = record

    def settle(self, kind: str, owns: Iterable[Own]) -> list[Replace]:
        """What changes of records of one kind; what stands on them is settled after this."""
        self._before, self._after = {}, {}
        for own in owns:
            self._settle(own)
        before, after = self._before, self._after
        ids = dict.fromkeys((*before, *after))
        changes = [
            Replace(before.get(each), after.get(each))
            for each in ids
            if before.get(each) != after.get(each)
        ]
        for change in changes:
            self._fitting.follow(change)
        return changes

    def _settle(self, own: Own) -> None:
        """Decides what stands of one record."""
        incoming = self._brought.nodes.get(own, {})
        known = self.known.get(own[:2], {}).get(own[2], _NONE)
        is_new = not known.nodes and len(incoming) == 1 and own[:2] not in self.live
        if is_new and self._take_new(own, *incoming.values()):
            return
        kind, record_id, coder_id = own
        raw: dict[Id, Any] = {}
        digests = {each.digest for each in (*known.nodes.values(), *incoming.values())}

        def live(place_id: Id) -> Any:
            at = self._translation.was_at(own) if place_id == record_id else place_id
            raw[place_id] = record = self._standing(kind, at, coder_id)
            return None if record is None else self._translation.told_by(record, digests)

        done = resolve(
            own[:2],
            known,
            incoming,
            live=live,
            content=lambda node, place_id: self._content(own, node, place_id),
            reason=self._reason,
        )
        changes = [self._place(own, each, raw[each], done) for each in done.before]
        self.settled.nodes += [(node, value, coder_id) for node, value in done.nodes]
        self.settled.placed.update(done.placed)
        self._tell(own, done, changes, is_news=bool(incoming.keys() - known.nodes.keys()))
        self._keep(own, (*done.aside, *done.outdone))

    def _take_new(self, own: Own, node: Node) -> bool:
        """Takes in a record of which nothing was known, where it can stand as it is."""
        record = self._content(own, node, own[1])
        if record is None or self._reason(record) is not None:
            return False
        place_id = self._translation.will_be_at(own)
        made = _named(self._translation.in_study(record), place_id)
        self._after[place_id] = made
        self.settled.nodes.append((node, node.digest, own[2]))
        self._note_moment(record, made)
        self._telling.count(own[2], "new", own[0])
        return True

    def _standing(self, kind: str, place_id: Id, coder_id: Id) -> Any:
        """A coder's record that stands under an id; None where none does, or another's."""
        if (kind, place_id) not in self.live:
            found = load_many(self._connection, CODECS[kind], [place_id])
            self.live[kind, place_id] = found[0] if found else None
        record = self.live[kind, place_id]
        return record if record is not None and record.coder_id == coder_id else None

    def _content(self, own: Own, node: Node, place_id: Id) -> Any:
        """What a state says that came in or is kept; None where it is not at hand, or odd."""
        values = self._brought.contents.get(node.hash)
        try:
            if values is None:
                values = json.loads(self.kept[own][node.hash])
            return record_of(own[0], {**values, "id": place_id})
        except (AttributeError, TypeError, ValueError, KeyError):
            return None

    def _reason(self, record: Any) -> str | None:
        try:
            return self._fitting.reason(self._translation.in_study(record))
        except (TypeError, AttributeError):  # a number that is a text, and the like
            return "it is no record that this program could have made"

    def _place(self, own: Own, place_id: Id, raw: Any, done: Resolved) -> Replace | None:
        """Puts what stands under an id in place of what stood there; None where it is the same."""
        was_at, will_be_at = place_id, place_id
        if place_id == own[1]:
            was_at, will_be_at = self._translation.was_at(own), self._translation.will_be_at(own)
        stands = done.stands.get(place_id)
        made = None
        if raw is not None:
            self._before[was_at] = raw
        if stands is not None:
            as_it_was = stands == done.before[place_id] and own[0] not in LEANING
            made = _named(raw if as_it_was else self._translation.in_study(stands), will_be_at)
            self._after[will_be_at] = made
            if made != raw:
                self._note_moment(stands, made)
        if raw == made:
            return None
        return Replace(None if raw is None else _named(raw, will_be_at), made)

    def _note_moment(self, told: Any, made: Any) -> None:
        """Tells whether the words of a moment were found again in a text that was corrected."""
        if not isinstance(made, Moment):
            return
        self._telling.carried += made.transcript_id != told.transcript_id
        if self._translation.is_earlier(made):
            what = (
                "its words do not stand once in the corrected text: it stays with the earlier one"
            )
            self._telling.tell("left", ("moment", made.id), what, made.coder_id, made)

    def _tell(
        self, own: Own, done: Resolved, changes: Iterable[Replace | None], *, is_news: bool
    ) -> None:
        kind, record_id, coder_id = own
        real = [each for each in changes if each is not None]
        came = own in self._brought.nodes
        stood = [each.before for each in real if each.before is not None]
        for each in done.aside:
            if came or stood:
                key = (kind, each.record_id)
                self._telling.tell("aside", key, each.why, coder_id, each.says)
        for place_id in done.beside:
            what = f"written in two places, so that it stands beside {record_id}"
            self._telling.tell("kept", (kind, place_id), what, coder_id, done.stands[place_id])
        if done.edit_beats_deletion and is_news:
            what = "deleted in one place and changed in another: it stays"
            self._telling.tell("both", own[:2], what, coder_id, done.stands.get(record_id))
        if is_news and (what := _outdone(done, record_id)):
            self._telling.tell("both", own[:2], what, coder_id, done.stands[record_id])
        for change in real:  # one for each place: what stands beside is new in the study too
            self._telling.count(coder_id, said_of(change), kind)
        if came and not real and not done.aside:
            self._telling.count(coder_id, "known", kind)

    def _keep(self, own: Own, aside: Iterable[Aside]) -> None:
        """Keeps what states say that stand nowhere, for a later merge; lets go of the others."""
        former = self.kept.get(own, {})
        now = {each.node.hash: each for each in aside if each.says is not None}
        self.settled.let_go += former.keys() - now.keys()
        for hash_, each in now.items():
            if hash_ not in former:
                state = kept_state(each.node, each.says, self._fitting.on(each.says))
                self.settled.kept.append(state)


def _outdone(done: Resolved, record_id: Id) -> str:
    """What is told of an assignment that is not as far in each place; empty where it is."""
    if not done.outdone:
        return ""
    stands = done.stands[record_id].progress
    others = sorted({each.says.progress for each in done.outdone} - {stands})
    if not others:
        return ""
    return f"{stands} in one place and {' or '.join(others)} in another: it counts as {stands}"


def _named(record: Any, record_id: Id) -> Any:
    return record if record.id == record_id else replace(record, id=record_id)
