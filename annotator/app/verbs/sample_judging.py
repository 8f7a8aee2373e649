"""What the sample's coders judged as a whole, and their memos."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from annotator.app.open_study import OpenStudy
from annotator.app.resources import resource
from annotator.app.verbs.marking import coder_and_round
from annotator.app.verbs.moments import now_text
from annotator.domain.codebook import CodeSet, find_code
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.judgement import JUDGED_UNITS, JudgedUnit, Judgement
from annotator.domain.memo import Memo
from annotator.domain.moment import Rating
from annotator.domain.study import Session
from annotator.domain.view import StudyView


def judge_units(study: OpenStudy) -> None:
    """Both coders' judgements in one step."""
    view, edits = study.view, list[Edit]()
    for line in _lines("judgements.jsonl"):
        making, coder_id, work_round = coder_and_round(view, line["coder"])
        code_set = next(each for each in view.codebook.sets if each.name == line["set"])
        unit = _judged_unit(code_set)
        session = _session(view, line)
        start_ms = line.get("start_ms")
        judgement = Judgement(
            id=new_id(),
            coder_id=coder_id,
            round_id=work_round.id,
            codebook_id=view.codebook.id,
            code_set_id=code_set.id,
            unit=unit,
            target_id=_target(view, unit, session, line),
            start_ms=start_ms,
            end_ms=None if start_ms is None else _end_ms(code_set, session, start_ms),
            codes=tuple(_code_id(view, code_set, name) for name in line.get("codes", ())),
            ratings=tuple(
                Rating(scale_id=scale.id, value=line["ratings"][scale.name])
                for scale in code_set.scales
                if scale.name in line.get("ratings", {})
            ),
            memo=line["memo"],
            made_at=now_text(),
        )
        edits += [*making, Replace(None, judgement)]
    study.do(Several(tuple(edits)), "Bring in the judgements of the sample")


def _judged_unit(code_set: CodeSet) -> JudgedUnit:
    unit = next((each for each in JUDGED_UNITS if each == code_set.unit), None)
    if unit is None:
        raise UserError(f"the set {code_set.name} of the sample codes passages")
    return unit


def _session(view: StudyView, line: dict[str, Any]) -> Session:
    found = view.find_session(line["dyad"], line["session"])
    if found is None:
        raise UserError(f"the sample has no session {line['session']}", line["dyad"])
    return found


def _target(view: StudyView, unit: JudgedUnit, session: Session, line: dict[str, Any]) -> Id:
    if unit == "session":
        return session.id
    if unit == "dyad":
        return session.dyad_id
    return view.find_account(line["dyad"], line["session"], line["account"]).id


def _end_ms(code_set: CodeSet, session: Session, start_ms: int) -> int:
    """The end of a bin; the last one ends with the session."""
    end_ms = start_ms + code_set.bin_ms
    return min(end_ms, session.length_ms) if session.length_ms else end_ms


def _code_id(view: StudyView, code_set: CodeSet, name: str) -> Id:
    return find_code(view.codebook, f"{code_set.name}/{name}").id


def write_memos(study: OpenStudy) -> None:
    """Both coders' memos in one step."""
    view, edits = study.view, list[Edit]()
    for line in _lines("memos.jsonl"):
        making, coder_id, _ = coder_and_round(view, line["coder"])
        about_id, transcript_id = _about(view, line)
        memo = Memo(
            id=new_id(),
            coder_id=coder_id,
            about=line["about"],
            about_id=about_id,
            transcript_id=transcript_id,
            turn=line["turn"] - 1 if "turn" in line else None,
            text=line["text"],
            made_at=now_text(),
        )
        edits += [*making, Replace(None, memo)]
    study.do(Several(tuple(edits)), "Bring in the memos of the sample")


def _about(view: StudyView, line: dict[str, Any]) -> tuple[Id, Id | None]:
    """The id of what a memo is about, and the transcript of a turn."""
    if line["about"] == "study":
        return view.study.id, None
    if line["about"] == "code":
        return find_code(view.codebook, line["code"]).id, None
    if line["about"] == "dyad":
        dyad = view.find_dyad(line["dyad"])
        if dyad is None:
            raise UserError(f"the sample has no dyad {line['dyad']}")
        return dyad.id, None
    if line["about"] == "session":
        return _session(view, line).id, None
    account = view.find_account(line["dyad"], line["session"], line["account"])
    transcript = view.transcript_of(account.id)
    if line["about"] == "turn" and transcript is not None:
        return transcript.id, transcript.id
    return account.id, None


def _lines(name: str) -> Iterator[dict[str, Any]]:
    for line in resource(f"sample/{name}").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)
