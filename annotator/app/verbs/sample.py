"""Makes the bundled sample study, by the same verbs that a lab uses for its own."""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import platformdirs

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.reading import Reader
from annotator.app.resources import resource
from annotator.app.sharing import is_shared
from annotator.app.verbs.creating import ENDING, create_study
from annotator.app.verbs.finding import find_questions
from annotator.app.verbs.finishing import finish
from annotator.app.verbs.guide import read_guide_file
from annotator.app.verbs.marking import coder_and_round, mark_line
from annotator.app.verbs.measure_mapping import mapping_of
from annotator.app.verbs.measuring import import_measures
from annotator.app.verbs.moments import now_text
from annotator.app.verbs.planning import import_plan
from annotator.app.verbs.sample_judging import judge_units, write_memos
from annotator.domain.anchoring import places
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.moment import Pairing
from annotator.domain.view import StudyView

TITLE = "Early Alliance Study (synthetic sample)"
FILE_NAME = f"Early Alliance Study{ENDING}"
MEASURES = mapping_of(
    scores=(
        "wai_t=WAI-SR:therapist",
        "wai_p=WAI-SR:patient",
        "core_p=CORE-10:patient",
        "seq_t=SEQ Depth:therapist",
        "seq_p=SEQ Depth:patient",
    ),
    ranges=("WAI-SR=1-5", "CORE-10=0-40", "SEQ Depth=1-7"),
    kinds=("WAI-SR=alliance", "CORE-10=symptoms", "SEQ Depth=evaluation"),
)
"""What the columns of the sample's scores are."""


def default_folder() -> Path:
    """Where `demo` puts the sample study when no folder is named."""
    return Path(platformdirs.user_documents_dir()) / "IPR Annotator sample"


def make_sample(folder: Path) -> Path:
    """Makes the sample study in a folder, or finds the one made there before.

    Returns:
        The study file; plain, since all in it is invented.

    Raises:
        UserError: the folder cannot be written to. Nothing is left then.
    """
    place = folder / FILE_NAME
    if place.exists():
        return place
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UserError(
            f"the folder cannot be made ({error.strerror})", str(folder), "name another"
        ) from None
    half = folder / f".{os.getpid()}-{FILE_NAME}"
    try:
        if is_shared(place):  # it is made on this machine, and put there whole
            with TemporaryDirectory() as here:
                made = Path(here) / FILE_NAME
                _make(made)
                shutil.copyfile(made, half)
        else:
            _make(half)
        half.replace(place)
    except OSError as error:
        raise UserError(
            f"the sample study cannot be made ({error.strerror})", str(folder), "name another"
        ) from None
    finally:  # stopped amid an edit, the journal of its transaction is left too
        for left in (half, half.with_name(f"{half.name}-journal")):
            left.unlink(missing_ok=True)
    return place


def _make(place: Path) -> None:
    create_study(place, TITLE, None, codebook=resource("sample/codebook.csv"))
    with open_study(place) as study, Reader() as reader:
        import_plan(study, reader, resource("sample/plan.csv"))
        import_measures(study, reader, resource("sample/measures.csv"), MEASURES)
        _ask_questions(study)
        _mark_moments(study)
        _pair_moments(study)
        judge_units(study)
        write_memos(study)
        _finish_accounts(study)


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for line in resource(f"sample/{name}").read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _ask_questions(study: OpenStudy) -> None:
    """The interview guide, and where its questions were asked."""
    taken = read_guide_file(study.view, resource("sample/guide.csv"))
    if taken.edit is not None:
        study.do(taken.edit, "Import the interview guide")
    found = find_questions(study.view)
    if found.edit is not None:
        study.do(found.edit, "Find the questions of the guide")


def _mark_moments(study: OpenStudy) -> None:
    """Both coders' moments in one step."""
    view, edits = study.view, list[Edit]()
    for line in _lines("moments.jsonl"):
        fields = {name: value for name, value in line.items() if name != "quote"}
        fields["start"], fields["end"] = _passage(view, line)
        _, edit = mark_line(view, line["coder"], fields)
        if edit is not None:
            edits.append(edit)
            view = view.after(edit, view.revision)
    study.do(Several(tuple(edits)), "Bring in the moments of the sample")


def _passage(view: StudyView, line: dict[str, Any]) -> tuple[int, int]:
    """The one place of a quote in its transcript."""
    account = view.find_account(line["dyad"], line["session"], line["account"])
    transcript = view.transcript_of(account.id)
    found = places(transcript.text, line["quote"]) if transcript else []
    if len(found) != 1:
        where = f"{line['dyad']}, session {line['session']}, {line['account']}"
        raise UserError(f"a quote of the sample stands {len(found)} times in its text", where)
    return found[0], found[0] + len(line["quote"])


def _pair_moments(study: OpenStudy) -> None:
    """The coders' pairings in one step."""
    view, edits = study.view, list[Edit]()
    for line in _lines("pairings.jsonl"):
        made, coder_id, work_round = coder_and_round(view, line["coder"])
        session = view.find_session(line["dyad"], line["session"])
        if session is None:
            raise UserError(f"the sample has no session {line['session']}", line["dyad"])
        moment_ids = [
            _moment_id(view, coder_id, {**line, "account": voice, "quote": quote})
            for voice in ("therapist", "patient")
            for quote in line[voice]
        ]
        pairing = Pairing(
            id=new_id(),
            session_id=session.id,
            coder_id=coder_id,
            round_id=work_round.id,
            moment_ids=tuple(moment_ids),
            relation=line["relation"],
            memo=line.get("memo", ""),
            made_at=now_text(),
        )
        edits += [*made, Replace(None, pairing)]
    study.do(Several(tuple(edits)), "Bring in the pairings of the sample")


def _moment_id(view: StudyView, coder_id: Id, line: dict[str, Any]) -> Id:
    """The coder's moment that has these words."""
    span = _passage(view, line)
    account = view.find_account(line["dyad"], line["session"], line["account"])
    transcript = view.transcript_of(account.id)
    own = view.moments_of(transcript.id).values() if transcript else ()
    return next(
        each.id for each in own if (each.coder_id, each.start, each.end) == (coder_id, *span)
    )


def _finish_accounts(study: OpenStudy) -> None:
    """What the coders have marked as done."""
    view, edits = study.view, list[Edit]()
    with resource("sample/done.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            account = view.find_account(row["dyad"], int(row["session"]), row["account"])
            edit, _ = finish(view, row["coder"], [account])
            if edit is not None:
                edits.append(edit)
                view = view.after(edit, view.revision)
    study.do(Several(tuple(edits)), "Mark the sample's finished transcripts as done")
