"""What a file of work may hold that no part of this program writes: it never reaches the study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotator import storage
from annotator.app.open_study import open_study
from annotator.app.verbs.assigning import AssignWish, hand_out
from annotator.app.verbs.merging import merge, report_lines
from annotator.domain.codebook import Code, CodeSet, Scale
from annotator.domain.edits import Replace, Several
from annotator.domain.ids import new_id
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.memo import Memo
from annotator.domain.moment import Moment, Pairing, Rating
from annotator.domain.record_shape import misshapen
from annotator.domain.round import Assignment, Opening
from annotator.storage import journal
from annotator.storage.rows import codec_of
from tests.storage.making import WORDS, Made, moment_in

AT = "2026-01-01T00:00:00+00:00"
CALM, GRIEF = Code(id=new_id(), name="Calm"), Code(id=new_id(), name="Grief")
DEPTH = Scale(id=new_id(), name="Depth", minimum=1, maximum=3)
WHOLE = CodeSet(id=new_id(), name="Whole", unit="session", codes=(CALM,))
RATED = CodeSet(
    id=new_id(), name="Rated", unit="session", marking="rating", codes=(GRIEF,), scales=(DEPTH,)
)
JOY, FEAR = Code(id=new_id(), name="Joy"), Code(id=new_id(), name="Fear")
ONE = CodeSet(id=new_id(), name="One", unit="session", exclusive=True, codes=(JOY, FEAR))
BINS = CodeSet(id=new_id(), name="Bins", unit="bin", bin_ms=60_000)

Forge = Callable[[str, str], list[Any]]
"""Records by the ids of the coder and the round: one forged, and what it needs."""

KIND = "can be nothing that this program wrote"
OTHER_WORK = "its assignment was not handed out in its file"


def cases(made: Made) -> dict[str, tuple[str, Forge]]:
    """By name what is told of a forged record, and what makes it."""
    [strength] = made.codebook.sets[0].scales
    text, other = made.transcripts[0], made.transcripts[1]

    def moment(**changes: Any) -> Forge:
        def go(coder_id: str, round_id: str) -> list[Any]:
            own = moment_in(made, text, coder_id=coder_id, round_id=round_id)
            return [replace(own, **changes)]

        return go

    def judged(code_set: CodeSet, **changes: Any) -> Forge:
        def go(coder_id: str, round_id: str) -> list[Any]:
            of_account = code_set.unit == "bin"
            own = Judgement(
                id=new_id(), coder_id=coder_id, round_id=round_id,
                codebook_id=made.codebook.id, code_set_id=code_set.id, unit=code_set.unit,  # type: ignore[arg-type]
                target_id=text.account_id if of_account else made.session.id,
            )  # fmt: skip
            return [replace(own, **changes)]

        return go

    def memo(**changes: Any) -> Forge:
        return lambda coder_id, _: [
            replace(Memo(id=new_id(), coder_id=coder_id, about="study", about_id=""), **changes)
        ]

    def paired(relation: str = "converging", count: int = 2, value: int = 1) -> Forge:
        def go(coder_id: str, round_id: str) -> list[Any]:
            own = {"coder_id": coder_id, "round_id": round_id}
            two = [moment_in(made, each, **own) for each in (text, other)]  # type: ignore[arg-type]
            return [*two, Pairing(
                id=new_id(), session_id=made.session.id, relation=relation,
                moment_ids=tuple(each.id for each in two[:count]),
                ratings=(Rating(scale_id=strength.id, value=value),), **own,
            )]  # fmt: skip

        return go

    def given(**changes: Any) -> Forge:
        return lambda coder_id, round_id: [
            replace(
                Assignment(
                    id=new_id(), round_id=round_id, coder_id=coder_id, account_id=text.account_id
                ),
                **changes,
            )
        ]

    def opened(*done_ids: str) -> Forge:
        return lambda coder_id, round_id: [
            Opening(
                id=new_id(), round_id=round_id, coder_id=coder_id,
                session_id=made.session.id, done_ids=done_ids,
            )
        ]  # fmt: skip

    off, on = Rating(scale_id=strength.id, value=99), Rating(scale_id=strength.id, value=2)
    code = made.codebook.sets[0].codes[0].id
    turn = {"about": "turn", "about_id": text.id}
    return {
        "a rating off its scale": ("a rating of it is outside its scale", moment(ratings=(off,))),
        "a scale twice": ("its ratings name one thing twice", moment(ratings=(on, on))),
        "a rating in words": (f"its ratings {KIND}", moment(ratings=(replace(on, value="2"),))),  # type: ignore[arg-type]
        "a code twice": ("its codes name one thing twice", moment(codes=(code, code))),
        "a number for a code": (f"its codes {KIND}", moment(codes=(5,))),
        "no such tense": (f"its tense {KIND}", moment(tense="soon")),
        "no such certainty": (f"its certainty {KIND}", moment(certainty="soon")),
        "a list for a memo": (f"its memo {KIND}", moment(memo=["a"])),
        "a fraction": (f"its start {KIND}", moment(start=0.5)),
        "yes for a number": (f"its start {KIND}", moment(start=True)),
        "a number too large": (f"its own start ms {KIND}", moment(own_start_ms=2**70)),
        "two codes where one goes": (
            "it has two codes of a set that takes one", moment(codes=(JOY.id, FEAR.id)),
        ),
        "a unit with two codes where one goes": (
            "it has two codes of a set that takes one", judged(ONE, codes=(JOY.id, FEAR.id)),
        ),
        "a time that is none": ("when it was made is no time", moment(made_at="soon")),
        "no id": ("its id is not a UUID", moment(id="")),
        "an id with controls": ("its id is not a UUID", moment(id="../\n\x1b[31mred")),
        "no such unit": (f"its unit {KIND}", judged(WHOLE, unit="week")),
        "another unit": ("it is of another unit than its set", judged(BINS, unit="account")),
        "no bin": ("it is of no bin that its set cuts", judged(BINS, start_ms=7, end_ms=60_000)),
        "a list for a time": (f"its start ms {KIND}", judged(BINS, start_ms=[1])),
        "a code of another set": (
            "a code of it is not in its set in that version of the codebook",
            judged(WHOLE, codes=(GRIEF.id,)),
        ),
        "a value off its scale": (
            "a value of it is none that its set takes",
            judged(RATED, values=(CodeValue(code_id=GRIEF.id, value=4),)),
        ),
        "a value where codes are ticked": (
            "a value of it is none that its set takes",
            judged(WHOLE, values=(CodeValue(code_id=CALM.id, value=1),)),
        ),
        "no such subject": ("what it is about was not handed out", memo(about="weather")),
        "a turn below the first": ("its turn is not in the transcript", memo(
            **turn, transcript_id=text.id, turn=-5
        )),
        "a turn of nothing": ("it does not say which turn it is about", memo(**turn)),
        "no such code": (
            "what it is about was not handed out", memo(about="code", about_id="zz"),
        ),
        "no such relation": ("the study has no such relation", paired("bogus")),
        "one moment": ("it pairs fewer than two moments", paired(count=1)),
        "a pairing off its scale": ("a rating of it is outside its scale", paired(value=99)),
        "no such progress": (OTHER_WORK, given(progress="bogus")),
        "no progress": (OTHER_WORK, given(progress=None)),
        "no such account": (
            "an account that it names is not in the study any more", opened("zz"),
        ),
    }  # fmt: skip


def test_no_forged_value_reaches_the_study_and_what_is_sound_beside_it_comes_in(
    place: Path, made: Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All in one file that is signed and handed in by its own key, past what the verbs refuse."""
    path = tmp_path / "work.iprwork"
    with open_study(place) as lab:
        book = replace(made.codebook, sets=(*made.codebook.sets, WHOLE, RATED, ONE, BINS))
        lab.do(Replace(made.codebook, book), "Sets")
        hand_out(lab, AssignWish(round_name="R1", coder="Ane"), path, WORDS)
        assignments = dict(lab.view.assignments)
        monkeypatch.setattr(storage.packages, "refuse_torn", lambda *_: None)
        told: dict[str, str] = {}
        with open_study(path, lambda: WORDS) as opened:
            assert opened.work is not None
            own = opened.work.coder_id, opened.work.round_id
            sound = moment_in(made, made.transcripts[2], coder_id=own[0], round_id=own[1])
            changes = [Replace(None, sound)]
            for what, forge in cases(made).values():
                records = forge(*own)
                changes += [Replace(None, each) for each in records]
                told[records[-1].id] = what
            touched = [(codec_of(each.record).kind, each.record.id, 1) for each in changes]
            with opened._store.writing() as connection:
                journal.append(
                    connection, changes, touched, action="Forge", actor=own[0], device="d" * 16
                )
            storage.hand_in(opened._store, Several(()), partial=False, at=AT)
        report = merge(lab, [path], lambda _: WORDS)
        aside = {each.record_id: each.what for each in report.set_aside}
        shown = {id_ if id_.isprintable() and id_ else ascii(id_): told[id_] for id_ in told}
        assert aside == shown
        assert all(each.isprintable() for each in report_lines(report, dry_run=False))
        moments = list(lab.view.all_moments())
        paired = [each for each in moments if each.transcript_id == made.transcripts[1].id]
        assert sound in moments
        assert len(moments) == 1 + 2 * len(paired) == 7, "those that a forged pairing names stand"
        assert not lab.view.judgements
        assert not lab.view.pairings
        assert not lab.view.memos
        assert dict(lab.view.assignments) == assignments
        assert lab.check() == []
        assert not merge(lab, [path], lambda _: WORDS).changes


def test_what_the_program_makes_is_well_shaped(made: Made) -> None:
    moment: Moment = moment_in(made, made.transcripts[0])
    assert misshapen(moment) is None
    assert misshapen(replace(moment, memo="half a pair of units: \ud800")) == f"its memo {KIND}"
    assert misshapen(replace(moment, tense="then", certainty="fair", own_start_ms=0)) is None
