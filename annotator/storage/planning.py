"""What it takes to have the work of some files in the study: planned before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from annotator.domain.edits import Replace
from annotator.domain.ids import Id
from annotator.domain.merge_report import MergedFile, MergeReport
from annotator.domain.merging import place_of
from annotator.domain.moment import Moment
from annotator.domain.package import STATES, Package
from annotator.domain.resolving import Known
from annotator.storage import kept, lineage, schema
from annotator.storage.fitting import Fitting
from annotator.storage.kept import Own
from annotator.storage.lineage import Key
from annotator.storage.recognising import recognised
from annotator.storage.returned import Returned
from annotator.storage.rows import CODECS, CODERS_KINDS, codec_of
from annotator.storage.rows.loading import load_many, load_one
from annotator.storage.settling import Brought, Settlement, Settling
from annotator.storage.straight import Batch
from annotator.storage.telling import Telling
from annotator.storage.translating import Translation
from annotator.storage.twins import beside_others, twins
from annotator.storage.work_days import WorkDay, newly_known


@dataclass(slots=True, kw_only=True)
class Plan:
    """What a merge writes.

    Attributes:
        changes: of coders' records, of decisions that name them, and of the list of what is out.
        straight: records that come in as they are, whose ids and states are new.
        settled: the states behind the changes.
        adopted: by hash of a state whose coder was not known, whose it is.
        other_ids: under which ids records stand whose own are other coders' too.
        package_ids: of the files.
        days: how long they were worked on, where that is news.
    """

    changes: list[Replace] = field(default_factory=list)
    straight: list[Batch] = field(default_factory=list)
    settled: Settlement = field(default_factory=Settlement)
    adopted: dict[str, Id] = field(default_factory=dict)
    other_ids: dict[Own, Id] = field(default_factory=dict)
    package_ids: tuple[Id, ...] = ()
    days: list[WorkDay] = field(default_factory=list)
    report: MergeReport = field(default_factory=lambda: MergeReport(files=(), coders=()))

    def writes(self) -> bool:
        """Whether anything changes at all."""
        own = self.settled
        states = (own.nodes, own.placed, own.kept, own.let_go)
        own_changes = (self.changes, self.straight, self.adopted, self.other_ids, self.days)
        return any((*own_changes, *states))


def planned(connection: Connection, returned: Sequence[Returned]) -> Plan:
    """What it takes to have the work of these files in the study.

    What stands follows from all states that ever came, from what they say and from what the
    study's own design lets stand: not from the order in which they came. So whatever waits is
    tried again, whichever files come.
    """
    return _Planning(connection, returned).plan


class _Planning:
    """One plan in the making."""

    def __init__(self, connection: Connection, returned: Sequence[Returned]) -> None:
        self.connection = connection
        self.plan = Plan()
        self.fitting = Fitting(connection)
        self.telling = Telling(connection, self.fitting)
        self.translation = Translation(connection, kept.other_ids(connection))
        self.brought = Brought()
        self.settling = Settling(
            connection, self.brought, self.fitting, self.translation, self.telling
        )
        returned = recognised(connection, returned, self.telling)
        self._take_up(returned)
        fresh = self._fresh()
        self.settling.load_live(fresh)
        fresh |= self._find_places(fresh)
        known = [own for own in fresh if own[:2] in self.settling.known]
        self.settling.kept = kept.states_of(connection, known)
        self._settle(fresh)
        self._rename_in_decisions()
        self._tell_twins()
        files = self._learn_files(returned)
        self.plan.days = newly_known(connection, (day for each in returned for day in each.days))
        self.plan.settled = self.settling.settled
        self.plan.report = self.telling.report(files, changes=self.plan.writes())

    def _take_up(self, returned: Sequence[Returned]) -> None:
        """What the files bring."""
        brought = self.brought
        for each in returned:
            brought.contents.update(each.contents)
            for key, why in each.foreign.items():
                self.telling.tell("aside", key, why, each.coder_id)
            for key, nodes in each.nodes.items():
                brought.nodes[*key, each.coder_id].update((node.hash, node) for node in nodes)
            for batch in each.straight:
                self.plan.straight.append(batch)
                self.telling.count(batch.coder_id, "new", batch.kind, len(batch))
                if batch.kind == "moment":
                    self.fitting.follow_new(batch.ids, batch.coder_id)

    def _fresh(self) -> set[Own]:
        """The records of which a state is new, or of which one waits."""
        brought, known = self.brought.nodes, self.settling.known
        self._learn(lineage.known_of(self.connection, {own[:2] for own in brought}))
        fresh = set()
        for own, nodes in brought.items():
            former = known.get(own[:2], {}).get(own[2])
            if former is None or not former.nodes.keys() >= nodes.keys():
                fresh.add(own)
        waiting = lineage.waiting(self.connection)
        self._learn({key: own for key, own in waiting.items() if key not in known})
        for key in waiting:
            fresh.update((*key, coder) for coder, own in known[key].items() if own.waits())
        for own in brought.keys() - fresh:
            self.telling.count(own[2], "known", own[0])
        return fresh

    def _learn(self, found: Mapping[Key, dict[Id, Known]]) -> None:
        """Takes up what the study knows; states of nobody get their coder back."""
        for key, by_coder in found.items():
            lost = by_coder.pop("", None)
            coder_id = "" if lost is None else self._coder_of(key, lost)
            if lost is not None and coder_id:
                self.plan.adopted.update(dict.fromkeys(lost.nodes, coder_id))
                own = by_coder.setdefault(coder_id, Known())
                own.nodes.update(lost.nodes)
                own.placed.update(lost.placed)
            self.settling.known[key] = by_coder

    def _coder_of(self, key: Key, known: Known) -> Id:
        """Whose states are, by what comes in; empty where none of them comes."""
        for own, nodes in self.brought.nodes.items():
            if own[:2] == key and known.nodes.keys() & nodes.keys():
                return own[2]
        return ""

    def _find_places(self, fresh: Iterable[Own]) -> set[Own]:
        """Where records stand whose id several coders have; gives those that have to move."""
        live, known = self.settling.live, self.settling.known
        holders: dict[Key, Id] = {}
        shared: dict[Key, set[Id]] = {}
        for kind, record_id, coder_id in fresh:
            key = (kind, record_id)
            coders = {coder_id, holders.setdefault(key, coder_id), *known.get(key, ())}
            if key in live:
                coders.add(live[key].coder_id)
            if len(coders) > 1:
                shared.setdefault(key, set()).update(coders)
        moved: set[Own] = set()
        for key, coders in shared.items():
            for coder_id in coders:
                own = (*key, coder_id)
                place_id = place_of(coder_id, key[1], coders)
                if place_id != self.translation.will_be_at(own):
                    self.translation.after[own] = self.plan.other_ids[own] = place_id
                    moved.add(own)
                    what = f"two coders have a record under one id, {key[1]}: this one stands so"
                    record = self.settling.live.get(key)
                    self.telling.tell("kept", (key[0], place_id), what, coder_id, record)
        return moved

    # What stands --------------------------------------------------------------------------

    def _settle(self, fresh: Iterable[Own]) -> None:
        by_kind: dict[str, set[Own]] = defaultdict(set)
        for own in fresh:
            by_kind[own[0]].add(own)
        for kind in CODERS_KINDS:
            if kind == "pairing":
                by_kind[kind] |= self._shaken(by_kind[kind])
            self.plan.changes += self.settling.settle(kind, sorted(by_kind[kind]))

    def _shaken(self, settled: set[Own]) -> set[Own]:
        """Pairings that stand on a moment that goes, or that stands elsewhere from now on."""
        gone = [each.before.id for each in self.plan.changes if _goes(each) and each.before]
        table = schema.pairing_moments
        ids: set[Id] = set()
        for some in lineage.chunks(sorted(gone)):
            chosen = select(table.c.pairing_id).where(table.c.moment_id.in_(some))
            ids.update(self.connection.execute(chosen).scalars())
        places = {place_id: own for own, place_id in self.translation.before.items()}
        owns: set[Own] = set()
        for some in lineage.chunks(sorted(ids)):
            for pairing in load_many(self.connection, CODECS["pairing"], some):
                branch = lineage.branch_at(self.connection, "pairing", pairing.id)
                own = ("pairing", *(branch or (pairing.id, pairing.coder_id)))
                owns.add(places.get(pairing.id, own))
        owns -= settled
        self._learn(lineage.known_of(self.connection, {own[:2] for own in owns}))
        self.settling.load_live(owns)
        self.settling.kept.update(kept.states_of(self.connection, owns))
        return owns

    def _rename_in_decisions(self) -> None:
        """Has decisions name the moments that they were about, where those stand elsewhere now."""
        moved = {
            own[1]: place_id
            for own, place_id in self.plan.other_ids.items()
            if (record := self.settling.live.get(own[:2]))
            and isinstance(record, Moment)
            and record.coder_id == own[2]
        }
        ids: set[Id] = set()
        for table in (schema.decision_moments, schema.decision_made) if moved else ():
            chosen = select(table.c.decision_id).where(table.c.moment_id.in_(moved))
            ids.update(self.connection.execute(chosen).scalars())
        for decision in load_many(self.connection, CODECS["decision"], sorted(ids)):
            about = tuple(moved.get(each, each) for each in decision.moment_ids)
            made = tuple(moved.get(each, each) for each in decision.made_ids)
            self.plan.changes.append(
                Replace(decision, replace(decision, moment_ids=about, made_ids=made))
            )

    def _tell_twins(self) -> None:
        """Tells what one coder has marked or judged twice; both stay, for nobody can choose."""
        told = self.telling.told("kept")
        others = [each for each in self.plan.changes if each.record.id not in told]
        others += beside_others(self.connection, self.plan.straight, others)
        for record, what in twins(self.connection, others):
            key = (codec_of(record).kind, record.id)
            self.telling.tell("kept", key, what, getattr(record, "coder_id", ""), record)

    # The list of what is out --------------------------------------------------------------

    def _learn_files(self, returned: Sequence[Returned]) -> list[MergedFile]:
        """Has the list of what is out learn what came back; gives the files for the report."""
        before: dict[Id, Any] = {}
        after: dict[Id, Package] = {}
        for each in returned:
            if each.package_id not in before:
                before[each.package_id] = known = load_one(
                    self.connection, CODECS["package"], each.package_id
                )
                first: Any = known or each.unlisted
                after[each.package_id] = first
            after[each.package_id] = self._come_back(each, after[each.package_id])
        for package_id, package in after.items():
            if package != before[package_id]:
                self.plan.changes.append(Replace(before[package_id], package))
        self.plan.package_ids = tuple(sorted(after))
        return [
            self.telling.file(
                each, after[each.package_id], before[each.package_id], returned,
                brings=self._brings(each),
            )
            for each in returned
        ]  # fmt: skip

    def _come_back(self, returned: Returned, package: Package) -> Package:
        """What is known of a file of work once this one has come back.

        What was struck off stays so where the very return is known that comes once more.
        """
        state = STATES[2] if returned.partial else STATES[3]
        is_newer = returned.returned_at > (package.returned_at or "")
        if package.state == "struck off" and not (is_newer or self._brings(returned)):
            state = package.state
        return replace(
            package,
            state=max(package.state, state, key=STATES.index),
            returned_at=max(package.returned_at or "", returned.returned_at),
            devices=tuple(sorted({*package.devices, *returned.devices})),
        )

    def _brings(self, returned: Returned) -> bool:
        """Whether a file has a state that the study did not know."""
        if returned.straight:
            return True
        for key, nodes in returned.nodes.items():
            own = self.settling.known.get(key, {}).get(returned.coder_id)
            if own is None or any(node.hash not in own.nodes for node in nodes):
                return True
        return False


def _goes(change: Replace) -> bool:
    """Whether a moment goes, or another coder's stands in its place."""
    before, after = change.before, change.after
    if not isinstance(before, Moment):
        return False
    return not isinstance(after, Moment) or after.coder_id != before.coder_id
