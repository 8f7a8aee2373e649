"""Sessions and small studies for the tests of dyadic analyses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotator.analysis.dyads.material import ANY, DyadSession
from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.moment import Moment, Pairing, Rating
from annotator.domain.round import Assignment, Coder, Round
from annotator.domain.spans import Span
from annotator.domain.study import Account, Dyad, Participant, Role, Session, Study
from annotator.domain.transcript import Stop, Transcript, Turn, text_sha256
from annotator.domain.view import StudyView
from annotator.domain.visibility import shut_accounts

MINUTE = 60_000
CODES = ("Shame", "Repair")
TEXT = "word " * 40


def marks(**by_code: Sequence[Span]) -> dict[str, tuple[Span, ...]]:
    """Stretches by code, each a moment of its own, and all of them under `ANY`."""
    every = sorted(span for own in by_code.values() for span in own)
    return {ANY: tuple(every), **{code: tuple(own) for code, own in by_code.items()}}


def session(
    therapist: Mapping[str, tuple[Span, ...]],
    patient: Mapping[str, tuple[Span, ...]],
    *,
    dyad: str = "D01",
    therapist_name: str = "",
    number: int = 3,
    length_ms: int = 50 * MINUTE,
) -> DyadSession:
    """A session of a dyad whose therapist has no other, unless named."""
    return DyadSession(
        dyad=dyad,
        therapist_name=therapist_name or f"T of {dyad}",
        number=number,
        length_ms=length_ms,
        therapist=therapist,
        patient=patient,
    )


def random_spans(
    rng: np.random.Generator, n: int, length_ms: int, longest_ms: int
) -> tuple[Span, ...]:
    """Stretches anywhere in a session, cut at its end."""
    starts = rng.integers(0, length_ms, size=n)
    lasts = rng.integers(longest_ms // 2, longest_ms, size=n)
    pairs = zip(starts.tolist(), lasts.tolist(), strict=True)
    return tuple(sorted((start, min(start + last, length_ms)) for start, last in pairs))


def ring_spans(
    rng: np.random.Generator, n: int, length_ms: int, longest_ms: int
) -> tuple[Span, ...]:
    """The same with what leaves a session at its end coming in at its beginning."""
    starts = rng.integers(0, length_ms, size=n)
    lasts = rng.integers(longest_ms // 2, longest_ms, size=n)
    spans: list[Span] = []
    for start, last in zip(starts.tolist(), lasts.tolist(), strict=True):
        end = start + last
        spans += [(start, end)] if end <= length_ms else [(start, length_ms), (0, end - length_ms)]
    return tuple(sorted(spans))


@dataclass(frozen=True, kw_only=True)
class Put:
    """One moment to make in an account: where in the text, with which codes and rating."""

    start: int
    end: int
    codes: tuple[str, ...] = ("Shame",)
    intensity: int | None = None
    coder: str = "A"
    round: str = "r1"
    id: str = ""
    own_start_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cell:
    """One session with its two accounts; stops are position, start and end."""

    dyad: str = "D01"
    therapist_id: str = ""
    number: int = 3
    length_ms: int | None = 50 * MINUTE
    therapist: tuple[Put, ...] = ()
    patient: tuple[Put, ...] = ()
    stops: tuple[tuple[int, int, int | None], ...] = ((0, 10 * MINUTE, None),)
    done: tuple[str, ...] = ()


def study(*cells: Cell, consensus: str = "", unit: str = "span") -> StudyView:
    """A study of these cells; `consensus` names the coder that is the settled layer."""
    names = sorted({p.coder for c in cells for p in (*c.therapist, *c.patient)} | {"A", "B"})
    code_set = CodeSet(
        id="set",
        name="Moments",
        codes=tuple(Code(id=f"id-{name}", name=name) for name in CODES),
        scales=(Scale(id="scale", name="Intensity", minimum=1, maximum=5),),
        unit="turn" if unit == "turn" else "span",
    )
    view = StudyView(
        revision=1,
        study=Study(id="study", title="T"),
        coders={
            f"c-{n}": Coder(id=f"c-{n}", name=n, role="consensus" if n == consensus else "coder")
            for n in names
        },
        codebooks={"book": Codebook(id="book", number=1, sets=(code_set,))},
        rounds={
            f"r{n}": Round(
                id=f"r{n}", name=f"r{n}", number=n, kind="production", codebook_id="book"
            )
            for n in (1, 2)
        },
    )
    for cell in cells:
        view = _with(view, cell)
    return view


def _with(view: StudyView, cell: Cell) -> StudyView:
    """The study with one more session."""
    dyad = Dyad(id=cell.dyad, name=cell.dyad, therapist_id=cell.therapist_id or f"T-{cell.dyad}")
    key = f"{cell.dyad}-{cell.number}"
    view = replace(
        view,
        dyads={**view.dyads, dyad.id: dyad},
        participants={
            **view.participants,
            str(dyad.therapist_id): Participant(
                id=str(dyad.therapist_id), pseudonym=str(dyad.therapist_id)
            ),
        },
        sessions={
            **view.sessions,
            key: Session(id=key, dyad_id=dyad.id, number=cell.number, length_ms=cell.length_ms),
        },
    )
    for voice, own in (("therapist", cell.therapist), ("patient", cell.patient)):
        view = _with_account(view, cell, f"{key}-{voice}", voice, own)
    return view


def _with_account(
    view: StudyView, cell: Cell, key: str, voice: str, own: tuple[Put, ...]
) -> StudyView:
    role: Role = "therapist" if voice == "therapist" else "patient"
    turns = tuple(Turn(start=n, end=n + 19, role=role) for n in range(0, len(TEXT), 20))
    transcript = Transcript(
        id=key, account_id=key, version=1, text=TEXT, turns=turns, sha256=text_sha256(TEXT)
    )
    moments = {
        (put.id or f"{key}-{n}"): Moment(
            id=put.id or f"{key}-{n}",
            transcript_id=key,
            coder_id=f"c-{put.coder}",
            round_id=put.round,
            codebook_id="book",
            start=put.start,
            end=put.end,
            codes=tuple(f"id-{code}" for code in put.codes),
            ratings=()
            if put.intensity is None
            else (Rating(scale_id="scale", value=put.intensity),),
            own_start_ms=put.own_start_ms,
        )
        for n, put in enumerate(own)
    }
    session_id = f"{cell.dyad}-{cell.number}"
    stops = tuple(
        Stop(id=f"{key}-s{n}", transcript_id=key, position=at, start_ms=start, end_ms=end)
        for n, (at, start, end) in enumerate(cell.stops)
    )
    done = {
        f"{key}-{name}": Assignment(
            id=f"{key}-{name}", round_id="r1", coder_id=f"c-{name}", account_id=key, progress="done"
        )
        for name in cell.done
    }
    return replace(
        view,
        accounts={**view.accounts, key: Account(id=key, session_id=session_id, voice=voice)},
        transcripts={**view.transcripts, key: transcript},
        stops={**view.stops, key: stops},
        moments={**view.moments, **({key: moments} if moments else {})},
        assignments={**view.assignments, **done},
    )


def paired(view: StudyView, session_id: str, coder: str, *moment_ids: str) -> StudyView:
    """The study with one more pairing."""
    key = f"p{len(view.pairings)}"
    pairing = Pairing(
        id=key,
        session_id=session_id,
        coder_id=f"c-{coder}",
        round_id="r1",
        moment_ids=moment_ids,
        relation="converging",
    )
    return replace(view, pairings={**view.pairings, key: pairing})


def read_alone(view: StudyView, coder: str, first: str, second: str, *, shut: bool) -> StudyView:
    """The coder's view of the study where one account is read first, and the other alone later.

    Args:
        view: the study.
        coder: whose rounds hide the other account.
        first, second: accounts, in the coder's order.
        shut: whether the first is still to be done, so that the second's text is not there.
    """
    coder_id = f"c-{coder}"
    given = {
        f"alone-{place}": Assignment(
            id=f"alone-{place}",
            round_id="r1",
            coder_id=coder_id,
            account_id=account_id,
            position=place,
            progress="to do" if shut else "done",
        )
        for place, account_id in enumerate((first, second))
    }
    rounds = {key: replace(each, hides_other_account=True) for key, each in view.rounds.items()}
    hidden = shut_accounts(coder_id, view.accounts, rounds, given, view.openings)
    assert hidden == ({second} if shut else set())
    return replace(
        view,
        rounds=rounds,
        assignments=given,
        shut=hidden,
        transcripts={k: v for k, v in view.transcripts.items() if v.account_id not in hidden},
        moments={k: v for k, v in view.moments.items() if k not in hidden},
        stops={k: v for k, v in view.stops.items() if k not in hidden},
    )
