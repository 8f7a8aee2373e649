"""What is of a participant who withdraws: the units, by all that is known of the study."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from annotator.domain.ids import Id
from annotator.domain.study import RECALL_VOICES, SESSION_VOICE

State = tuple[str, Mapping[str, Any]]
"""The kind of a record, and its fields as they are or once were."""

UNIT_KINDS = ("participant", "dyad", "session", "account", "interview", "transcript")
"""The kinds of record by which units are told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Who is to be erased.

    Attributes:
        participant: the pseudonym.
        with_partner: whether the other party's interviews of the shared sessions go too.
    """

    participant: str
    with_partner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Units:
    """All that is of a participant or about one, by ids.

    Attributes:
        cleared: dyads whose attributes go: the outcome of a treatment is the patient's, and stays
            where only the therapist withdraws.
        accounts: the own recall interviews and the transcripts of the sessions.
        own: of these the recall interviews, which are missing from now on.
        stay: the other party's recall interviews of the same sessions, which are not among them.
        transcripts: all versions of the accounts' texts.
        voices: by session, the voices whose scores go.
    """

    people: frozenset[Id] = frozenset()
    dyads: frozenset[Id] = frozenset()
    cleared: frozenset[Id] = frozenset()
    sessions: frozenset[Id] = frozenset()
    accounts: frozenset[Id] = frozenset()
    own: frozenset[Id] = frozenset()
    stay: frozenset[Id] = frozenset()
    transcripts: frozenset[Id] = frozenset()
    voices: Mapping[Id, frozenset[str]] | None = None

    @property
    def targets(self) -> frozenset[Id]:
        """What judgements and memos may be about."""
        return self.dyads | self.sessions | self.accounts | self.transcripts

    def has_score(self, values: Mapping[str, Any]) -> bool:
        """Whether a score is the participant's."""
        return values.get("voice") in (self.voices or {}).get(values.get("session_id", ""), ())


def units_of(live: Iterable[State], past: Iterable[State], wish: Wish) -> Units:
    """The units of a participant.

    Args:
        live: the records of `UNIT_KINDS` as they are.
        past: as they once were; of a record that is there only the present state counts, since
            a pseudonym may have been another person's.
        wish: who.
    """
    known: dict[str, dict[Id, Mapping[str, Any]]] = {kind: {} for kind in UNIT_KINDS}
    texts: dict[Id, set[Id]] = {}
    for is_past, states in ((False, live), (True, past)):
        fresh: dict[str, dict[Id, Mapping[str, Any]]] = {kind: {} for kind in UNIT_KINDS}
        for kind, values in states:
            if kind == "transcript":
                texts.setdefault(values["account_id"], set()).add(values["id"])
            if not is_past or values["id"] not in known[kind]:
                fresh[kind][values["id"]] = values
        for kind, own in fresh.items():
            known[kind].update(own)
    return _units(known, texts, wish)


def _units(
    known: Mapping[str, Mapping[Id, Mapping[str, Any]]],
    texts: Mapping[Id, set[Id]],
    wish: Wish,
) -> Units:
    people = {
        key for key, each in known["participant"].items() if each["pseudonym"] == wish.participant
    }
    told = {each["account_id"]: each for each in known["interview"].values()}
    dyads: set[Id] = set()
    cleared: set[Id] = set()
    sessions: set[Id] = set()
    own: set[Id] = set()
    voices: dict[Id, set[str]] = {}
    for key, dyad in known["dyad"].items():
        parties = {voice for voice in RECALL_VOICES if dyad[f"{voice}_id"] in people}
        if parties:
            dyads.add(key)
            if "patient" in parties or wish.with_partner:
                cleared.add(key)
            held = {each for each, one in known["session"].items() if one["dyad_id"] == key}
            sessions |= held
            voices.update((each, set(parties)) for each in held)
    for key, account in known["account"].items():
        whose = told.get(key, {}).get("participant_id")
        session_id, voice = account["session_id"], account["voice"]
        if whose in people or (whose is None and voice in voices.get(session_id, ())):
            own.add(key)
            if voice in RECALL_VOICES:
                sessions.add(session_id)
                voices.setdefault(session_id, set()).add(voice)
    of_sessions = {
        key: each for key, each in known["account"].items() if each["session_id"] in sessions
    }
    shared = {key for key, each in of_sessions.items() if each["voice"] == SESSION_VOICE}
    others = of_sessions.keys() - shared - own
    if wish.with_partner:
        own |= others
        for key in others:
            voices[of_sessions[key]["session_id"]].add(of_sessions[key]["voice"])
        others = set()
    accounts = own | shared
    return Units(
        people=frozenset(people),
        dyads=frozenset(dyads),
        cleared=frozenset(cleared),
        sessions=frozenset(sessions),
        accounts=frozenset(accounts),
        own=frozenset(own),
        stay=frozenset(others),
        transcripts=frozenset().union(*(texts.get(each, ()) for each in accounts)),
        voices={key: frozenset(each) for key, each in voices.items()},
    )


def is_about(kind: str, values: Mapping[str, Any], units: Units, gone: frozenset[Id]) -> bool:
    """Whether a record, as it is or once was, is of the units or says something about them.

    Args:
        kind: of the record.
        values: its fields.
        units: of the participant.
        gone: ids of other records that go; what pairs or settles one of them goes too.
    """
    named = _NAMED_BY.get(kind)
    if named is not None:
        field, which, telling = named
        is_of = values.get(field) in getattr(units, which)
        return is_of and (not telling or bool(values.get(telling)))
    if kind == "score":
        return units.has_score(values)
    if kind in ("pairing", "decision"):
        ids = {*values.get("moment_ids", ()), *values.get("made_ids", ())}
        return values.get("transcript_id") in units.transcripts or not ids.isdisjoint(gone)
    return values.get("transcript_id") in units.transcripts


_NAMED_BY: Mapping[str, tuple[str, str, str]] = {
    "participant": ("id", "people", ""),
    "transcript": ("account_id", "accounts", ""),
    "interview": ("account_id", "accounts", ""),
    "assignment": ("account_id", "accounts", ""),
    "judgement": ("target_id", "targets", ""),
    "memo": ("about_id", "targets", ""),
    "session": ("id", "sessions", "recording"),
    "dyad": ("id", "cleared", "attributes"),
}
"""By kind the field that names a unit, which units, and what it must hold to say anything."""
