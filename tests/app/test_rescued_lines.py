"""What came of a rescue, in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from annotator.app.verbs.rescuing import rescued_lines
from annotator.storage import LostText, Rescued


def test_what_is_many_is_said_so_and_an_unknown_length_too() -> None:
    text = LostText(dyad="R4", session=1, account="therapist", version=1, length=1808, lost=1404,
                    at_least=True, places=((404, 1808),), turns=((3, 9),))  # fmt: skip
    found = Rescued(
        place=Path("lab rescued.iprstudy"), pages=250, damaged=90, rows=500, healed=0, backup=None,
        from_backup={}, lost={("coder", ""): 2, ("moment", "RA-1"): 1, ("study", ""): 1},
        unsure={("moment", ""): 52, ("asked", "RA-1"): 2},
        stood_in={"transcript": 3, "turns of a transcript": 2, "code": 1}, lost_texts=(text,),
        changed_texts=(), entries=3, entries_read=3, entries_lost=0,
    )  # fmt: skip
    said = "\n".join(rescued_lines(found))
    assert "lost: 2 coders\nlost: 1 moment of RA-1\nlost: 1 study\n" in said
    assert "unsure: 2 asked of RA-1\nunsure: 52 moments\n" in said
    assert ": 1 code, 3 transcripts, 2 turns of transcripts\n" in said
    assert "\nat least 1404 characters of transcripts are lost and stand as \ufffd" in said
    assert "  R4, session 1, therapist: at least 1404 of at least 1808 characters, in turns" in said
    one = replace(text, length=1, lost=1, at_least=False, places=((0, 1),), turns=())
    said = "\n".join(rescued_lines(replace(found, lost_texts=(one,))))
    assert "\n1 character of transcripts is lost and stands as \ufffd" in said
    assert said.endswith("\n  R4, session 1, therapist: 1 of 1 character")
