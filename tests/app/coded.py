"""Studies in files with several dyads and the work of two coders, made by the verbs."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotator.app.open_study import OpenStudy, open_study
from annotator.app.verbs.creating import create_study
from annotator.app.verbs.finishing import chosen_accounts, finish
from annotator.app.verbs.importing import Cell, import_reading
from annotator.app.verbs.marking import mark_line, parse_line
from annotator.domain.edits import Replace
from annotator.domain.ids import new_id
from annotator.domain.moment import Moment
from annotator.domain.round import Coder
from tests.app.conftest import CODEBOOK, STOPS, reading

Place = tuple[str, int, str]
PATIENT: Place = ("D07", 3, "patient")


def make_study(path: Path, places: Iterable[Place], codebook: str = CODEBOOK) -> OpenStudy:
    """A plain study with a transcript at each of the places, and the coders A and B."""
    table = path.with_suffix(".csv")
    table.write_text(codebook, encoding="utf-8")
    create_study(path, "Coded", None, codebook=table)
    study = open_study(path)
    for dyad, session, voice in places:
        cell = Cell(dyad=dyad, session=session, voice=voice)
        study.do(
            import_reading(study.view, cell, reading(stops=STOPS), f"{dyad}.txt").edit, "Import"
        )
    for name in "AB":
        study.do(Replace(None, Coder(id=new_id(), name=name)), "Make a coder")
    return study


def mark(
    study: OpenStudy,
    coder: str,
    start: int,
    end: int,
    *codes: str,
    place: Place = PATIENT,
    work_round: str | None = None,
    **more: Any,
) -> Moment:
    """One moment by the door that scripts use."""
    cell = dict(zip(("dyad", "session", "account"), place, strict=True))
    line = {**cell, "start": start, "end": end, "codes": list(codes), **more}
    moment_id, edit = mark_line(
        study.view, coder, parse_line(json.dumps(line).encode()), work_round
    )
    assert edit is not None
    study.do(edit, "Mark")
    moment = study.view.moment(moment_id)
    assert moment is not None
    return moment


def done(study: OpenStudy, *coders: str, work_round: str | None = None) -> None:
    """All transcripts are done by these coders."""
    for coder in coders:
        accounts = chosen_accounts(study.view, None, None, None)
        edit, _ = finish(study.view, coder, accounts, round_name=work_round)
        assert edit is not None
        study.do(edit, "Done")


def coder_ids(study: OpenStudy, *names: str) -> list[str]:
    """Ids of coders by name."""
    found = [study.view.find_coder(name) for name in names]
    return [coder.id for coder in found if coder is not None]
