"""A session made by hand, whose times can be worked out in the head."""

from __future__ import annotations

from annotator.domain.codebook import Code, Codebook, CodeSet
from annotator.domain.moment import Moment, Pairing
from annotator.domain.study import Account, Dyad, Interview, Participant, Session, Study
from annotator.domain.transcript import Stop, Transcript, Turn, text_sha256
from annotator.domain.view import StudyView

MINUTE_MS = 60_000
SECRET = "words that nobody but the coder may read"


def transcript(account_id: str, turns: tuple[Turn, ...], length: int) -> Transcript:
    """A transcript of so many code points."""
    text = (SECRET * (length // len(SECRET) + 1))[:length]
    return Transcript(
        id=f"{account_id}-1",
        account_id=account_id,
        version=1,
        text=text,
        turns=turns,
        sha256=text_sha256(text),
    )


def moment(moment_id: str, voice: str, start: int, end: int, *codes: str, **more: int) -> Moment:
    """A moment of the session made by hand."""
    return Moment(
        id=moment_id,
        transcript_id=f"{voice}-1",
        coder_id="coder",
        round_id="open",
        codebook_id="book",
        start=start,
        end=end,
        codes=codes,
        own_start_ms=more.get("own_start_ms"),
        own_end_ms=more.get("own_end_ms"),
    )


def stop(stop_id: str, voice: str, position: int, start_ms: int, end_ms: int | None = None) -> Stop:
    """A stop of the session made by hand."""
    return Stop(
        id=stop_id,
        transcript_id=f"{voice}-1",
        position=position,
        start_ms=start_ms,
        end_ms=end_ms,
    )


def study_of(
    moments: list[Moment],
    *,
    stops: list[Stop],
    pairings: tuple[Pairing, ...] = (),
    length_ms: int | None = 48 * MINUTE_MS,
    own_transcript: bool = True,
    text_length: int = 1000,
) -> StudyView:
    """A study of one session from its moments and stops."""
    codes = tuple(
        Code(id=name, name=name.capitalize(), colour=colour)
        for name, colour in (
            ("connecting", "sand"),
            ("affect", "teal"),
            ("shame", "rose"),
            ("distance", "indigo"),
            ("solidness", "olive"),
        )
    )
    turns = (
        Turn(start=0, end=9, role="therapist", start_ms=0, end_ms=20_000),
        Turn(start=10, end=19, role="patient", start_ms=20_000),
        Turn(start=20, end=29, role="other"),
        Turn(start=30, end=39, role="therapist", start_ms=50_000, end_ms=70_000),
    )
    voices = ("therapist", "patient", *(("session",) if own_transcript else ()))
    transcripts = [
        transcript(voice, turns if voice == "session" else (Turn(start=0, end=text_length),), 1000)
        for voice in voices
    ]
    by_transcript: dict[str, dict[str, Moment]] = {}
    for each in moments:
        by_transcript.setdefault(each.transcript_id, {})[each.id] = each
    return StudyView(
        revision=1,
        study=Study(id="study", title="A study made by hand"),
        participants={
            "t": Participant(id="t", pseudonym="T07"),
            "p": Participant(id="p", pseudonym="P07"),
        },
        dyads={"d": Dyad(id="d", name="D07", therapist_id="t", patient_id="p")},
        sessions={"s": Session(id="s", dyad_id="d", number=3, length_ms=length_ms)},
        accounts={voice: Account(id=voice, session_id="s", voice=voice) for voice in voices},
        interviews={"i": Interview(id="i", account_id="therapist", participant_id="t")},
        codebooks={
            "book": Codebook(
                id="book", number=1, sets=(CodeSet(id="set", name="Moments", codes=codes),)
            )
        },
        transcripts={each.id: each for each in transcripts},
        stops={
            each.id: tuple(
                sorted(
                    (one for one in stops if one.transcript_id == each.id),
                    key=lambda one: one.position,
                )
            )
            for each in transcripts
        },
        moments=by_transcript,
        pairings={each.id: each for each in pairings},
    )


def pairing(pairing_id: str, relation: str, *moment_ids: str) -> Pairing:
    """A pairing of the session made by hand."""
    return Pairing(
        id=pairing_id,
        session_id="s",
        coder_id="coder",
        round_id="open",
        moment_ids=moment_ids,
        relation=relation,
    )
