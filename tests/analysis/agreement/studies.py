"""Small studies in memory for the tests of comparisons: one round, one set, some transcripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.ids import Id
from annotator.domain.moment import Moment, Rating
from annotator.domain.round import Assignment, Coder, CoderRole, Round
from annotator.domain.study import Account, Dyad, Session, Study
from annotator.domain.transcript import Transcript, Turn, text_sha256
from annotator.domain.view import StudyView

CODES = ("Shame", "Distance", "Repair")
OTHER = "elsewhere"
"""A code of another set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """One moment to make: where, which codes, how rated."""

    start: int
    end: int
    codes: tuple[str, ...] = ("Shame",)
    ratings: tuple[tuple[str, int], ...] = ()
    book: str = "book"


Work = Mapping[str, Sequence[Put]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A transcript: turns of a patient, and where `asked` those of the interviewer between."""

    words: tuple[str, ...] = ("I laughed because I was embarrassed. I wanted to take it back.",)
    asked: tuple[int, ...] = ()
    work: Work = field(default_factory=dict)


def study(
    *texts: Text,
    exclusive: bool = False,
    roles: Mapping[str, CoderRole] | None = None,
    not_done: Sequence[tuple[str, int]] = (),
    coders: Sequence[str] | None = None,
    unit: str = "span",
) -> StudyView:
    """A study of the given transcripts, each in a session of its own, done by its coders."""
    names = coders or sorted({name for text in texts for name in text.work})
    people = {
        f"c-{n}": Coder(id=f"c-{n}", name=n, role=(roles or {}).get(n, "coder")) for n in names
    }
    moods = CodeSet(
        id="set",
        name="Moments",
        codes=tuple(Code(id=f"id-{name}", name=name) for name in CODES),
        scales=(Scale(id="s-Intensity", name="Intensity", minimum=1, maximum=5),),
        exclusive=exclusive,
        unit="turn" if unit == "turn" else "span",
    )
    other = CodeSet(id="other", name="Other", codes=(Code(id=f"id-{OTHER}", name=OTHER),))
    books = {
        "book-0": Codebook(id="book-0", number=1, sets=(moods, other)),
        "book": Codebook(id="book", number=2, sets=(moods, other)),
    }
    transcripts = [_transcript(number, text) for number, text in enumerate(texts)]
    return StudyView(
        revision=1,
        study=Study(id="study", title="T"),
        coders=people,
        dyads={"d": Dyad(id="d", name="D01", therapist_id="t", patient_id="p")},
        sessions={
            f"s{n}": Session(id=f"s{n}", dyad_id="d", number=n + 1) for n in range(len(texts))
        },
        accounts={
            f"a{n}": Account(id=f"a{n}", session_id=f"s{n}", voice="patient")
            for n in range(len(texts))
        },
        codebooks=books,
        rounds={"r": Round(id="r", name="first", number=1, kind="reliability", codebook_id="book")},
        assignments={
            f"{n}-{name}": Assignment(
                id=f"{n}-{name}",
                round_id="r",
                coder_id=f"c-{name}",
                account_id=f"a{n}",
                progress="in progress" if (name, n) in not_done else "done",
            )
            for n, text in enumerate(texts)
            for name in text.work
        },
        transcripts={each.id: each for each in transcripts},
        moments={
            f"t{n}": moments
            for n, text in enumerate(texts)
            if (moments := {m.id: m for m in _moments(n, text.work)})
        },
    )


def _transcript(number: int, text: Text) -> Transcript:
    whole = "\n".join(text.words)
    starts = [0]
    for words in text.words:
        starts.append(starts[-1] + len(words) + 1)
    turns = tuple(
        Turn(start=start, end=after - 1, role="interviewer" if n in text.asked else "patient")
        for n, (start, after) in enumerate(pairwise(starts))
    )
    return Transcript(
        id=f"t{number}",
        account_id=f"a{number}",
        version=1,
        text=whole,
        turns=turns,
        sha256=text_sha256(whole),
    )


def _moments(number: int, work: Work) -> list[Moment]:
    return [
        Moment(
            id=f"{number}-{name}-{place}",
            transcript_id=f"t{number}",
            coder_id=f"c-{name}",
            round_id="r",
            codebook_id=put.book,
            start=put.start,
            end=put.end,
            codes=tuple(code_id(code) for code in put.codes),
            ratings=tuple(Rating(scale_id=f"s-{scale}", value=v) for scale, v in put.ratings),
        )
        for name, own in work.items()
        for place, put in enumerate(own)
    ]


def code_id(name: str) -> Id:
    """The id of a code of these studies."""
    return f"id-{name}"
