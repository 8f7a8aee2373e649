"""Handed-out work as a file: made for one coder, handed in, both whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from annotator.domain.edits import Edit, Record, Replace, replacements
from annotator.domain.errors import Stale, UserError
from annotator.domain.ids import Id
from annotator.domain.merging import Node, digest_of
from annotator.domain.package import Package
from annotator.domain.study import Study
from annotator.storage import journal, lineage, schema, work
from annotator.storage.creation import begin, drafted, put_new
from annotator.storage.handing_on import as_known, states_of
from annotator.storage.opening import knows, reference_findings
from annotator.storage.returned import refuse_torn
from annotator.storage.rows import CODECS, CODERS_KINDS, codec_of
from annotator.storage.rows.loading import load_one
from annotator.storage.signing import new_pair, sign
from annotator.storage.store import Store
from annotator.storage.uniqueness import refuse_twins
from annotator.storage.writing import write

FORMAT = 1


def hand_out(
    store: Store,
    edit: Edit,
    package: Package,
    held: Sequence[Record],
    place: Path,
    passphrase: str,
) -> None:
    """Makes a file of work for a coder, and puts down in the study that it is out.

    File and study change together: where one cannot be written, both are as before. A run that
    is killed leaves at worst a study that says of work that it is out, and no file.

    Args:
        store: the study.
        edit: what the study needs for it: a new coder, the round, the assignments.
        package: what is handed out; its `verify_key` is made here.
        held: all that the file holds, the study first; the coder's own records are as in the
            study.
        place: where no file stands yet.
        passphrase: of the file.

    Raises:
        Stale: the study is no longer as it was last seen; what is held may not be either.
        UserError: the study or the file cannot be written, or this is handed-out work itself.
    """
    public, private = new_pair()
    own = store.key is None or not knows(store.key, passphrase)
    package = replace(package, verify_key=public.hex(), own_passphrase=own)
    changes = [*replacements(edit), Replace(None, package)]
    refuse_twins(changes)
    foreign = store.changed_elsewhere()
    with ExitStack() as stack:
        with store.writing() as connection:
            if foreign or journal.head(connection)[0] != store.revision:
                raise Stale(
                    "the study was changed by another program",
                    str(store.place),
                    "look at it as it is now, and hand out again",
                )
            signing = work.study_key(connection)
            store.put(connection, changes, action="Hand out work", actor=None)
            held = as_known(connection, held, package.coder_id)
            nodes = states_of(connection, held, package.coder_id)
            book = load_one(connection, CODECS["codebook"], package.codebook_id)
            papers = _papers(package, held, nodes, signing, private, digest_of(book))

            def fill(new: Connection) -> None:
                _fill(new, held, nodes, papers, signing[0], package.coder_id)

            making = drafted(place, passphrase, fill, application_id=schema.PACKAGE_ID)
            draft, _ = stack.enter_context(making)
        # The file has its name last: one that the study does not know could never come back.
        try:
            put_new(draft, place)
        except BaseException:
            _take_back(store, changes)
            raise


def _take_back(store: Store, changes: Sequence[Replace]) -> None:
    """Makes the study as it was before it put down that a file is out, since there is none."""
    back = [Replace(each.after, each.before) for each in reversed(changes)]
    with store.writing() as connection:
        store.put(connection, back, action="Take back work that was not handed out", actor=None)
    store.refresh()


def _papers(
    package: Package,
    held: Sequence[Record],
    nodes: Sequence[Node],
    signing: tuple[bytes, bytes],
    private: bytes,
    book_digest: str,
) -> dict[str, Any]:
    """The row of the table `work`: what is handed out, signed by the study.

    The digest of the codebook is that of the study's: some examples of it may stay there.
    """
    study = next(each for each in held if isinstance(each, Study))
    manifest = _text(
        {
            "format": FORMAT,
            "study": study.id,
            "study_key": signing[0].hex(),
            "package": package.id,
            "verify_key": package.verify_key,
            "coder": package.coder_id,
            "round": package.round_id,
            "codebook": package.codebook_id,
            "codebook_digest": book_digest,
            "accounts": package.account_ids,
            "made_at": package.made_at,
            "records": work.handed_digest(
                each for each in held if codec_of(each).kind not in CODERS_KINDS
            ),
            "lineage": work.lineage_digest(each.hash for each in nodes),
        }
    )
    return {
        "only": 1,
        "manifest": manifest,
        "signature": sign(signing[1], manifest),
        "private": private,
    }


def _fill(
    connection: Connection,
    held: Sequence[Record],
    nodes: Sequence[Node],
    papers: dict[str, Any],
    study_public: bytes,
    coder_id: Id,
) -> None:
    """Puts into a new file what it holds; its journal begins with the study and knows no more."""
    study, *rest = held
    assert isinstance(study, Study)
    begin(connection, study, action="work handed out", actor=coder_id)
    for record in rest:
        write(connection, Replace(None, record))
    connection.execute(insert(schema.study_key), {"only": 1, "public": study_public})
    connection.execute(insert(schema.work), papers)
    if nodes:
        connection.execute(
            insert(schema.lineage), [lineage.as_row(each, coder_id) for each in nodes]
        )
    left = reference_findings(connection)
    if left:
        raise AssertionError(f"the package would not open: {left}")


# Handing in ----------------------------------------------------------------------------------


def hand_in(store: Store, edit: Edit, *, partial: bool, at: str) -> dict[str, Any]:
    """The closing of handed-out work, which is now ready to go back to the PI.

    It vouches for all that stands in the file. Handed in for good, nothing is written to it any
    more; handed in in part, work goes on and is handed in again later. Once more without any
    change in between, the closing is the same.

    Args:
        store: the package.
        edit: what the coder marks as done with it.
        partial: whether the work goes on.
        at: UTC, ISO 8601; shown, never used to decide.

    Raises:
        UserError: this is a study and no handed-out work, or it was handed in for good and is
            now to be so in part.
    """
    if store.work is None:
        raise UserError(
            "this is a study, not handed-out work", str(store.place), "give a .iprwork file"
        )
    with store.writing() as connection:
        papers = work.papers_of(connection)
        assert papers is not None
        former = papers.closing
        if former is not None and not former["partial"]:
            if partial:
                raise UserError(
                    "it is handed in for good already", str(store.place), "send it to the PI"
                )
            return former
        changes = list(replacements(edit))
        if changes:
            action = "Hand in the work"
            store.put(connection, changes, action=action, actor=store.work.coder_id)
        seq, head = journal.head(connection)
        if former is not None and (former["head"], former["partial"]) == (head, partial):
            return former
        refuse_torn(connection, papers.manifest, store.place.name)
        closing = {
            "format": FORMAT,
            "package": papers.manifest["package"],
            "schema": schema.VERSION,
            "device": store.device,
            "returned_at": at,
            "partial": partial,
            "counts": _counts(connection),
            "rows": work.rows_digest(connection),
            "seq": seq,
            "head": head,
        }
        text = _text(closing)
        signature = sign(papers.private, f"{papers.manifest_text}\n{text}")
        connection.execute(update(schema.work), {"closing": text, "closing_signature": signature})
    store.refresh()
    return closing


def _counts(connection: Connection) -> dict[str, int]:
    """How many of the coder's records there are of each kind."""
    tables = {kind: CODECS[kind].table for kind in CODERS_KINDS}
    return {
        kind: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for kind, table in tables.items()
    }


def _text(values: dict[str, Any]) -> str:
    return json.dumps(values, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
