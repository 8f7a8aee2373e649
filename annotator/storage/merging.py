"""Takes handed-in work into the study: looked through, told, backed up, then one transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from annotator.domain.edits import Record, Replace
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.merge_report import CoderCounts, MergedFile, MergeReport, Told
from annotator.domain.merging import GONE, Node
from annotator.domain.moment import Moment
from annotator.domain.package import STATES, Package
from annotator.domain.record_shape import is_id
from annotator.domain.resolving import Known, resolve
from annotator.storage import journal, lineage, schema
from annotator.storage.bulk import write_new_records
from annotator.storage.fitting import Fitting
from annotator.storage.journal import Touched
from annotator.storage.lineage import Key
from annotator.storage.reading import collecting_later
from annotator.storage.returned import Returned, read_returned
from annotator.storage.rows import CODECS, CODERS_KINDS, codec_of
from annotator.storage.rows.loading import load, load_many, load_one
from annotator.storage.rows.plain import record_of
from annotator.storage.store import Store, open_study
from annotator.storage.twins import twins
from annotator.storage.writing import write

Ask = Callable[[Path], str | None]


def merge(store: Store, places: Sequence[Path], ask: Ask, *, dry_run: bool = False) -> MergeReport:
    """What files of work bring to the study; unless `dry_run` it is in the study afterwards.

    Merging is a union of what was written: whatever comes twice or in another order, the study
    is the same. Nothing is written where nothing is new.

    Args:
        store: the study.
        places: the files.
        ask: gives the passphrase of one.

    Raises:
        UserError: a file is not what this study has handed out, or not as it was handed in; or
            one cannot be read, or the study cannot be written. Nothing is changed then.
    """
    if store.work is not None:
        where = str(store.place)
        raise UserError("this is handed-out work, not a study", where, "name the study first")
    returned = [_read(store, place, ask) for place in _each_once(places)]
    with store.reading() as connection, collecting_later():
        plan, seen = planned(connection, returned), journal.head(connection)
    if dry_run or not plan.report.changes:
        return plan.report
    store.safeguard()
    with store.writing() as connection, collecting_later():
        if journal.head(connection) != seen:  # somebody wrote in between
            plan = planned(connection, returned)
        _apply(connection, plan, store.device)
    store.refresh()
    return plan.report


def _each_once(places: Iterable[Path]) -> list[Path]:
    return list({place.resolve(): place for place in places}.values())


def _read(store: Store, place: Path, ask: Ask) -> Returned:
    with (
        open_study(place, lambda: ask(place)) as package,
        store.reading() as study,
        package.reading() as connection,
        collecting_later(),
    ):
        return read_returned(study, connection, place.name)


# The plan ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Plan:
    """What a merge writes.

    Attributes:
        changes: of coders' records and of the list of what is out.
        nodes: states that are new to the study, each with what is put for it.
        placed: by hash of a known state what is put for it from now on.
        package_ids: of the files.
    """

    changes: list[Replace] = field(default_factory=list)
    nodes: list[tuple[Node, str | None]] = field(default_factory=list)
    placed: dict[str, str | None] = field(default_factory=dict)
    package_ids: tuple[Id, ...] = ()
    report: MergeReport = field(default_factory=lambda: MergeReport(files=(), coders=()))


def planned(connection: Connection, returned: Sequence[Returned]) -> Plan:
    """What it takes to have the work of these files in the study."""
    return _Planning(connection, returned).plan


class _Planning:
    """One plan in the making."""

    def __init__(self, connection: Connection, returned: Sequence[Returned]) -> None:
        self.connection = connection
        self.plan = Plan()
        self.fitting = Fitting(connection)
        self.names = {each.id: each.name for each in load(connection, CODECS["coder"])}
        self.counts: dict[tuple[Id, str], Counter[str]] = defaultdict(Counter)
        self.told: dict[str, list[Told]] = defaultdict(list)
        self.earlier = 0
        self.contents: dict[str, Any] = {}
        self.coder_of: dict[Key, Id] = {}
        incoming: dict[Key, dict[str, Node]] = defaultdict(dict)
        for each in sorted(returned, key=lambda one: one.coder_id):
            self.contents.update(each.contents)
            for key, why in each.foreign.items():
                self._tell("aside", key, why, each.coder_id)
            for key, nodes in each.nodes.items():
                if self.coder_of.setdefault(key, each.coder_id) == each.coder_id:
                    incoming[key].update((node.hash, node) for node in nodes)
                else:
                    what = "its id is that of another coder’s record"
                    self._tell("aside", key, what, each.coder_id)
        self.known = lineage.known_of(connection, incoming)
        fresh = [key for key in incoming if self._is_news(key, incoming[key])]
        self.live = self._live(fresh)
        for kind in CODERS_KINDS:
            for key in fresh:
                if key[0] == kind:
                    self._settle(key, incoming[key])
        for key in incoming.keys() - set(fresh):
            self.counts[self.coder_of[key], "known"][key[0]] += 1
        self._part_pairings()
        self._tell_twins()
        self._tell_waiting(incoming.keys())
        learned = self._learn(returned)
        self.plan.package_ids = tuple(sorted(learned))
        files = [self._file(each, learned[each.package_id], returned) for each in returned]
        self.plan.report = self._report(files)

    def _is_news(self, key: Key, incoming: dict[str, Node]) -> bool:
        """Whether a state is new, or one waits that could not stand so far."""
        known = self.known.get(key)
        return known is None or not known.nodes.keys() >= incoming.keys() or known.waits()

    def _live(self, keys: Sequence[Key]) -> dict[Key, Any]:
        found: dict[Key, Any] = {}
        for kind in CODERS_KINDS:
            for some in lineage.chunks([own_id for own, own_id in keys if own == kind]):
                for record in load_many(self.connection, CODECS[kind], some):
                    found[kind, record.id] = record
        return found

    def _settle(self, key: Key, incoming: dict[str, Node]) -> None:
        """Decides what stands of one record, and what that changes."""
        kind, record_id = key
        known = self.known.get(key, Known())
        record = self.live.get(key)
        if record is not None and record.coder_id != self.coder_of[key]:
            what = "its id is that of another coder’s record"
            self._tell("aside", key, what, self.coder_of[key])
            return
        done = resolve(
            key,
            known,
            incoming,
            live=lambda place_id: self._standing(key, place_id),
            content=lambda node, place_id: self._content(kind, node, place_id),
            reason=self._reason,
        )
        changes = [
            Replace(before, done.stands.get(place_id))
            for place_id, before in done.before.items()
            if before != done.stands.get(place_id)
        ]
        for change in changes:
            self._change(change)
        self.plan.nodes += done.nodes
        self.plan.placed.update(done.placed)
        coder_id = self.coder_of[key]
        for place_id, why, made in done.aside:
            self._tell("aside", (kind, place_id), why, coder_id, made)
        for place_id in done.beside:
            what = f"written in two places, so that it stands beside {record_id}"
            self._tell("kept", (kind, place_id), what, coder_id, done.stands[place_id])
        if done.edit_beats_deletion and incoming.keys() - known.nodes.keys():
            what = "deleted in one place and changed in another: it stays"
            self._tell("both", key, what, coder_id, done.stands.get(record_id))
        said = "aside" if done.aside else _said(changes, record_id)
        self.counts[coder_id, said][kind] += 1

    def _standing(self, key: Key, place_id: Id) -> Any:
        if place_id == key[1]:
            return self.live.get(key)
        return load_one(self.connection, CODECS[key[0]], place_id)

    def _reason(self, record: Any) -> str | None:
        try:
            return self.fitting.reason(record)
        except (TypeError, AttributeError):  # a number that is a text, and the like
            return "it is no record that this program could have made"

    def _content(self, kind: str, node: Node, place_id: Id) -> Any:
        """What a state that came in says; None where no file has it, or it is no such record."""
        values = self.contents.get(node.hash)
        if values is None:
            return None
        try:
            return record_of(kind, {**values, "id": place_id})
        except (AttributeError, TypeError, ValueError):
            return None

    def _change(self, change: Replace) -> None:
        self.plan.changes.append(change)
        self.fitting.follow(change)
        after = change.after
        if isinstance(after, Moment) and after.transcript_id not in self.fitting.newest:
            self.earlier += 1

    def _part_pairings(self) -> None:
        """Takes out pairings of which a moment goes: a claim about nothing cannot stand."""
        gone = sorted(self.fitting.gone)
        settled_ids = {each.record.id for each in self.plan.changes}
        table = schema.pairing_moments
        ids: set[Id] = set()
        for some in lineage.chunks(gone):
            chosen = select(table.c.pairing_id).where(table.c.moment_id.in_(some))
            ids.update(self.connection.execute(chosen).scalars())
        keys = [("pairing", each) for each in sorted(ids - settled_ids)]
        known = lineage.known_of(self.connection, keys)
        for key in keys:
            pairing = load_one(self.connection, CODECS["pairing"], key[1])
            self.plan.changes.append(Replace(pairing, None))
            coder_id = getattr(pairing, "coder_id", "")
            what = "a moment that it pairs is deleted or set aside"
            self._tell("aside", key, what, coder_id, pairing)
            if key in known:
                self.plan.placed[lineage.standing_leaf(known[key]).hash] = GONE

    def _tell_twins(self) -> None:
        """Tells what one coder has marked or judged twice; both stay, for nobody can choose."""
        told = {each.record_id for each in self.told["kept"]}
        others = [each for each in self.plan.changes if each.record.id not in told]
        for record, what in twins(self.connection, others):
            key = (codec_of(record).kind, record.id)
            self._tell("kept", key, what, getattr(record, "coder_id", ""), record)

    def _tell_waiting(self, incoming: Collection[Key]) -> None:
        """Tells of moments that are back which pairings may wait for; what those say is not here.

        What was set aside is not kept: it comes in with its file.
        """
        back = [
            each.after
            for each in self.plan.changes
            if each.before is None
            and isinstance(each.after, Moment)
            and ("moment", each.after.id) in self.known
        ]
        ids = lineage.waiting(self.connection, "pairing") if back else []
        count = sum(("pairing", each) not in incoming for each in ids)
        if count:
            many = "1 pairing waits" if count == 1 else f"{count} pairings wait"
            what = (
                f"it is back, and {many} for a moment that was missing: merge the files of "
                "pairings that were set aside once more"
            )
            for moment in back:
                self._tell("both", ("moment", moment.id), what, moment.coder_id, moment)

    # The report ------------------------------------------------------------------------------

    def _tell(
        self, what: str, key: Key, words: str, coder_id: Id, record: Record | None = None
    ) -> None:
        told = Told(
            kind=key[0],
            record_id=key[1] if is_id(key[1]) else ascii(key[1])[:60],  # nothing it could hide
            coder=self.names.get(coder_id, ""),
            what=words,
            place=self.fitting.place(record),
        )
        self.told[what].append(told)

    def _learn(self, returned: Sequence[Returned]) -> dict[Id, Package]:
        """The list of what is out learns what came back; gives its records of these files."""
        learned: dict[Id, Package] = {}
        for each in returned:
            known = load_one(self.connection, CODECS["package"], each.package_id) or each.unlisted
            assert isinstance(known, Package)
            package = learned.get(known.id, known)
            state = STATES[1] if each.partial else STATES[2]
            learned[known.id] = replace(
                package,
                state=max(package.state, state, key=STATES.index),
                returned_at=max(package.returned_at or "", each.returned_at),
                devices=tuple(sorted({*package.devices, *each.devices})),
            )
        for package in learned.values():
            known = load_one(self.connection, CODECS["package"], package.id)
            if package != known:
                self.plan.changes.append(Replace(known, package))
        return learned

    def _file(self, returned: Returned, package: Package, every: Sequence[Returned]) -> MergedFile:
        """One file in the report."""
        before = load_one(self.connection, CODECS["package"], package.id)
        closed = isinstance(before, Package) and before.state == STATES[2]
        table = schema.rounds
        chosen = select(table.c.name).where(table.c.id == returned.round_id)
        return MergedFile(
            name=returned.name,
            coder=self.names.get(returned.coder_id, ""),
            round=str(self.connection.execute(chosen).scalar() or ""),
            partial=returned.partial,
            returned_at=returned.returned_at,
            devices=len(package.devices),
            apart=tuple(each.name for each in every if _went_apart(returned, each)),
            late=closed and self._brings(returned),
        )

    def _brings(self, returned: Returned) -> bool:
        """Whether a file has a state that the study did not know."""
        return any(
            key not in self.known or node.hash not in self.known[key].nodes
            for key, nodes in returned.nodes.items()
            for node in nodes
        )

    def _report(self, files: list[MergedFile]) -> MergeReport:
        coders = sorted({coder for coder, _ in self.counts}, key=lambda each: self.names[each])
        return MergeReport(
            files=tuple(files),
            coders=tuple(
                CoderCounts(
                    coder=self.names[each],
                    new=dict(self.counts[each, "new"]),
                    changed=dict(self.counts[each, "changed"]),
                    deleted=dict(self.counts[each, "deleted"]),
                    known=sum(self.counts[each, "known"].values()),
                )
                for each in coders
            ),
            kept_twice=tuple(self.told["kept"]),
            set_aside=tuple(self.told["aside"]),
            both_told=tuple(self.told["both"]),
            earlier=self.earlier,
            changes=bool(self.plan.changes or self.plan.nodes or self.plan.placed),
        )


def _went_apart(one: Returned, other: Returned) -> bool:
    """Whether two files are copies of the same work, and neither goes on from the other."""
    if one.package_id != other.package_id:
        return False
    return any(mine != theirs for mine, theirs in zip(one.journal, other.journal, strict=False))


def _said(changes: Sequence[Replace], record_id: Id) -> str:
    """What becomes of a record: new, changed, deleted, or known already."""
    own = next((each for each in changes if each.record.id == record_id), None)
    if own is None:
        return "changed" if changes else "known"
    if own.after is None:
        return "deleted"
    return "new" if own.before is None else "changed"


def _apply(connection: Connection, plan: Plan, device: str) -> None:
    """Writes a plan, with one record of the journal."""
    new = [each.after for each in plan.changes if each.before is None and each.after is not None]
    touched = [write(connection, each) for each in plan.changes if each.before is not None]
    touched += write_new_records(connection, new)
    lineage.replace_placed(connection, plan.placed)
    lineage.add(connection, plan.nodes)
    count = len(plan.report.files)
    action = "Merge a file of work" if count == 1 else f"Merge {count} files of work"
    touched += _unchanged(connection, plan.package_ids, touched)
    journal.append(connection, [], touched, action=action, actor=None, device=device)


def _unchanged(
    connection: Connection, package_ids: Sequence[Id], touched: Sequence[Touched]
) -> list[Touched]:
    """Files of work of which the study knows all already: the journal names them too."""
    table = schema.packages
    left = set(package_ids) - {record_id for kind, record_id, _ in touched if kind == "package"}
    chosen = select(table.c.id, table.c.revision).where(table.c.id.in_(left)).order_by(table.c.id)
    return [("package", row.id, row.revision) for row in connection.execute(chosen)]
