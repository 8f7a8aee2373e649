"""Takes handed-in work into the study: looked through, told, backed up, then one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Connection, select

from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.merge_report import MergeReport
from annotator.storage import journal, kept, lineage, schema
from annotator.storage.bulk import touched_by, write_batches, write_new_records
from annotator.storage.collecting_later import collecting_later
from annotator.storage.erasure.returning import has_erased
from annotator.storage.head_start import HeadStart, NotAsPlannedError, as_before, writing_ahead
from annotator.storage.issuer import Issuer
from annotator.storage.journal import Touched
from annotator.storage.planning import Plan, planned
from annotator.storage.receiving import Ask, Look, Sealed, gone_from, looked_at, sealed
from annotator.storage.returned import Returned
from annotator.storage.store import Store
from annotator.storage.straight import Batch
from annotator.storage.work_days import put_down
from annotator.storage.writing import write_several


def merge(
    store: Store,
    places: Sequence[Path],
    ask: Ask,
    *,
    dry_run: bool = False,
    look: Look = looked_at,
) -> MergeReport:
    """What files of work bring to the study; unless `dry_run` it is in the study afterwards.

    Merging is a union of what was written: whatever comes twice or in another order, the study
    is the same. Nothing is written where nothing is new.

    Args:
        store: the study.
        places: the files.
        ask: gives the passphrase of one.
        dry_run: only tell.
        look: looks at the files; another one may do it in several processes.

    Raises:
        UserError: a file is not what this study has handed out, or not as it was handed in; or
            one cannot be read, or the study cannot be written. Nothing is changed then.
    """
    if store.work is not None:
        where = str(store.place)
        raise UserError("this is handed-out work, not a study", where, "name the study first")
    files: Iterable[Sealed] = sealed(_each_once(places), ask)
    with store.reading() as study:
        looks_here = has_erased(study)
    ready = nullcontext(look.begin) if looks_here else look.ready()
    with ready as begin, collecting_later():
        with store.reading() as study:
            issuer = Issuer.of(study)
            if issuer.study is not None:  # what else it takes to look at them stands in there
                files = list(files)
                issuer = replace(issuer, gone=gone_from(files, issuer.study))
                returned = list(looked_at(files, issuer))
        if issuer.study is None:
            returned = []
            with closing(begin(files, issuer)) as arriving:
                if look.elsewhere and not dry_run and store.address is None:
                    report = _merged_ahead(store, arriving, returned)
                    if report is not None:
                        return report
                returned += arriving
        return _merged(store, returned, dry_run=dry_run)


def _merged(store: Store, returned: Sequence[Returned], *, dry_run: bool) -> MergeReport:
    with store.reading() as connection:
        plan, seen = planned(connection, returned), journal.head(connection)
    if dry_run or not plan.report.changes:
        return plan.report
    store.safeguard()
    with store.writing() as connection:
        if journal.head(connection) != seen:  # somebody wrote in between
            plan = planned(connection, returned)
        write_plan(connection, plan, store.device)
    store.refresh()
    return plan.report


def _merged_ahead(
    store: Store, arriving: Iterator[Returned], returned: list[Returned]
) -> MergeReport | None:
    """The same while files are still looked at elsewhere.

    Args:
        store: a study in a file.
        arriving: what the files bring, as it becomes known.
        returned: takes up what has arrived.

    Returns:
        None where it has to be planned first; nothing is changed then.
    """
    with store.reading() as study:
        start = HeadStart(study)
    for each in arriving:
        returned.append(each)
        if start.new(each):
            break
    else:
        return None
    store.safeguard()
    report: MergeReport | None = None
    with suppress(NotAsPlannedError), writing_ahead(store) as connection:
        start.check(connection)
        with as_before(store) as before:
            for each in returned:
                start.take(connection, each)
            for each in arriving:
                returned.append(each)
                start.take(connection, each)
            plan = planned(before, returned)
        write_plan(connection, plan, store.device, start.left(plan.straight))
        report = plan.report
    if report is not None:
        store.refresh()
    return report


def _each_once(places: Iterable[Path]) -> list[Path]:
    return list({place.resolve(): place for place in places}.values())


def write_plan(
    connection: Connection, plan: Plan, device: str, left: Sequence[Batch] | None = None
) -> None:
    """Writes a plan, with one record of the journal.

    Args:
        connection: of the study, in a transaction.
        plan: what is to be written.
        device: whose journal record it is.
        left: what of that comes in straight and is not written yet; None where nothing is.
    """
    new = [each.after for each in plan.changes if each.before is None and each.after is not None]
    touched = write_several(connection, [each for each in plan.changes if each.before is not None])
    touched += write_new_records(connection, new)
    write_batches(connection, plan.straight if left is None else left)
    touched += touched_by(plan.straight)
    settled = plan.settled
    lineage.replace_placed(connection, settled.placed)
    lineage.add(connection, settled.nodes)
    lineage.adopt(connection, plan.adopted)
    kept.let_go(connection, settled.let_go)
    kept.keep(connection, settled.kept)
    kept.add_other_ids(connection, plan.other_ids)
    put_down(connection, plan.days)
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
