"""Moments from lines of JSON: the door for scripts and other tools."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotator.app.readers import refuse_reader
from annotator.app.verbs.consensus_layer import check_name
from annotator.app.verbs.moments import (
    check_codes,
    check_passage,
    now_text,
    refuse_frozen,
    refuse_second_code,
)
from annotator.domain.codebook import Codebook, find_code, find_scale
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, known_id, new_id
from annotator.domain.merging import other_id
from annotator.domain.moment import CERTAINTIES, Moment, Rating
from annotator.domain.round import OPEN_ROUND, Coder, Round
from annotator.domain.view import StudyView

_REQUIRED = {"dyad": str, "session": int, "account": str, "start": int, "end": int, "codes": list}
_OPTIONAL = {
    "id": str,
    "ratings": dict,
    "memo": str,
    "certainty": str,
    "tense": str,
    "peak": bool,
    "quote": str,
}
_IGNORED = frozenset(
    {"coder", "round", "session_start_ms", "session_end_ms", "session_time_from", "question"}
)

_CLASSIFIED = ("ratings", "tense", "peak", "certainty", "memo")
"""What a line may give a frozen passage beside codes."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of a line with their types.

    Attributes:
        ignored: what a listing gives beside: its lines can be fed back.
    """

    required: Mapping[str, type]
    optional: Mapping[str, type]
    ignored: frozenset[str]


MOMENT = Shape(_REQUIRED, _OPTIONAL, _IGNORED)


def parse_line(line: bytes, shape: Shape = MOMENT) -> dict[str, Any]:
    """The fields of one line, checked for presence and type.

    Raises:
        UserError: not UTF-8, not a JSON object, or a field is missing, unknown or of a wrong type.
    """
    try:
        fields = json.loads(line.decode("utf-8-sig"), object_pairs_hook=_without_twins)
    except UnicodeDecodeError:
        raise UserError("the line is not UTF-8", hint="write the lines in UTF-8") from None
    except (ValueError, RecursionError) as error:
        reason = str(error) if isinstance(error, _TwinError) else "the line is not JSON"
        raise UserError(reason, hint="give one JSON object a line") from None
    if not isinstance(fields, dict):
        raise UserError("the line is no JSON object", hint="give one JSON object a line")
    for name in shape.required:
        if name not in fields:
            raise UserError(f"the field {name!r} is missing")
    for name, value in fields.items():
        _check_field(name, value, shape)
        if isinstance(value, str) and "\0" in value:
            raise UserError(f"the field {name!r} holds a NUL", hint="take it out")
    return fields


_IN_WORDS: dict[type, str] = {
    int: "a whole number", str: "a text, in quotes", bool: "true or false",
    list: "a list, in [ ]", dict: "a set of fields, in { }",
}  # fmt: skip


class _TwinError(ValueError):
    """A field stands twice in a line."""


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise _TwinError("a field stands twice in the line")
    return fields


def _check_field(name: str, value: Any, shape: Shape) -> None:
    kind = shape.required.get(name) or shape.optional.get(name)
    if kind is None:
        if name in shape.ignored:
            return
        known = ", ".join(sorted({*shape.required, *shape.optional}))
        raise UserError(f"unknown field {name!r}", hint=f"known are {known}")
    if value is None and name in shape.optional:
        return
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise UserError(f"the field {name!r} must be {_IN_WORDS[kind]}")


def mark_line(
    view: StudyView,
    coder: str,
    fields: Mapping[str, Any],
    round_name: str | None = None,
    *,
    apart: bool = False,
) -> tuple[Id, Edit | None]:
    """The moment's id and the edit that adds it; no edit where it is known with equal content.

    The coder and the round `open` are made when new. In a round whose passages are frozen the
    line codes the coder's passage that has its span.

    Args:
        view: the study as it is.
        coder: by name.
        fields: of the line.
        round_name: `open` if not named.
        apart: coders do not know of each other's moments, as on a server: an id that a line gives
            is one of the coder's own then, and the moment's is made of both.

    Raises:
        UserError: the cell, a code, a scale, the round or the passage does not exist; the id is
            taken; the passage is not among the frozen ones; its turn has another code of a set
            that takes one code a turn; the round has given the coder other texts.
    """
    account = view.find_account(fields["dyad"], fields["session"], fields["account"])
    transcript = view.transcript_of(account.id)
    if transcript is None:
        raise UserError(f"{fields['dyad']}, session {fields['session']} has no transcript there")
    check_passage(view, transcript.id, fields["start"], fields["end"])
    quote = fields.get("quote")
    if quote is not None and quote != transcript.quote(fields["start"], fields["end"]):
        raise UserError("the quote is not what stands at start and end")
    edits, coder_id, work_round = coder_and_round(view, coder, round_name)
    codebook = view.codebook_for(work_round.id)
    codes = _codes(codebook, fields["codes"])
    check_codes(view, transcript.id, codebook, codes)
    moment = Moment(
        id=_id_of(view, coder_id, fields.get("id"), apart=apart),
        transcript_id=transcript.id,
        coder_id=coder_id,
        round_id=work_round.id,
        codebook_id=codebook.id,
        start=fields["start"],
        end=fields["end"],
        codes=codes,
        ratings=_ratings(codebook, fields.get("ratings") or {}),
        tense=_one_of("tense", fields.get("tense"), ("then", "now")),
        peak=bool(fields.get("peak")),
        certainty=_one_of("certainty", fields.get("certainty"), CERTAINTIES),
        memo=fields.get("memo") or "",
        made_at=now_text(),
    )
    if work_round.passages_from is not None:
        return _classify(view, moment, fields)
    known = view.moment(moment.id)
    if known is not None:
        if _same_content(known, moment):
            return known.id, None
        raise UserError(f"the id {moment.id} is taken by another moment", hint="leave the id out")
    _refuse_unassigned(view, moment, account.id, work_round)
    refuse_second_code(view, moment, codebook)
    return moment.id, Several((*edits, Replace(None, moment)))


def _id_of(view: StudyView, coder_id: Id, given: str | None, *, apart: bool) -> Id:
    """The id of the moment for which a line gives this one, or none."""
    if not given:
        return new_id()
    known = view.moment(known_id(given))
    is_own = known is not None and known.coder_id == coder_id
    return other_id(coder_id, known_id(given)) if apart and not is_own else known_id(given)


def _refuse_unassigned(view: StudyView, moment: Moment, account_id: Id, work_round: Round) -> None:
    """Keeps a coder to the texts that a round has given to them, where it has given any.

    Raises:
        UserError: the round has given the coder others.
    """
    given = {
        each.account_id
        for each in view.assignments.values()
        if (each.coder_id, each.round_id) == (moment.coder_id, moment.round_id)
    }
    if work_round.kind != OPEN_ROUND and given and account_id not in given:
        what = f"this text is no part of the coder's work in round {work_round.name}"
        raise UserError(what, hint="leave the round out, or have the PI give it to them")


def _classify(view: StudyView, given: Moment, fields: Mapping[str, Any]) -> tuple[Id, Edit | None]:
    """Gives the coder's frozen passage of that span what the line says, and leaves the rest."""
    own = [
        each
        for each in view.moments_of(given.transcript_id).values()
        if (each.coder_id, each.round_id) == (given.coder_id, given.round_id)
        and (each.start, each.end) == (given.start, given.end)
    ]
    frozen = next((each for each in own if not fields.get("id") or each.id == given.id), None)
    if frozen is None:
        refuse_frozen(view, given.round_id)
    assert frozen is not None
    said = {name: getattr(given, name) for name in _CLASSIFIED if fields.get(name) is not None}
    after = replace(frozen, codes=given.codes, codebook_id=given.codebook_id, **said)
    return frozen.id, None if after == frozen else Replace(frozen, after)


def coder_and_round(
    view: StudyView, coder: str, round_name: str | None = None
) -> tuple[list[Edit], Id, Round]:
    """The coder's id and a round, `open` if not named, with the edits that make what is new.

    In handed-out work it is the round that was handed out, and nobody is made.

    Raises:
        UserError: no name for a coder, the name of the consensus layer, or no such round; in
            handed-out work any coder and any round but its own.
    """
    if view.work is not None:
        own = view.coders[view.work.coder_id]
        if own.name != coder:
            raise UserError(
                f"this work was handed out to {own.name}, not to {coder}",
                hint="each coder has a file of their own",
            )
        round_name = round_name or view.rounds[view.work.round_id].name
    edits: list[Edit] = []
    who = view.find_coder(coder)
    if who is not None and who.role == "consensus":
        hint = "settle disagreements instead"
        raise UserError(f"{coder} is nobody, but the layer of what was settled", hint=hint)
    refuse_reader(who)
    if who is None:
        check_name(view, coder)
        who = Coder(id=new_id(), name=coder)
        edits.append(Replace(None, who))
    work_round = view.find_round(round_name or OPEN_ROUND)
    if view.work is not None and work_round is not None and work_round.id != view.work.round_id:
        own_round = view.rounds[view.work.round_id].name
        raise UserError(
            f"this work was handed out for round {own_round}, not for {work_round.name}",
            hint="leave the round out",
        )
    if work_round is None:
        if round_name not in (None, OPEN_ROUND) or view.work is not None:
            known = ", ".join(sorted(each.name for each in view.rounds.values())) or "none yet"
            raise UserError(f"no round {round_name!r}", hint=f"the rounds are: {known}")
        work_round = Round(
            id=new_id(),
            name=OPEN_ROUND,
            number=0,
            kind="open",
            codebook_id=view.codebook.id,
        )
        edits.append(Replace(None, work_round))
    return edits, who.id, work_round


def _same_content(known: Moment, given: Moment) -> bool:
    return replace(given, made_at=known.made_at, codebook_id=known.codebook_id) == known


def _codes(codebook: Codebook, names: list[Any]) -> tuple[Id, ...]:
    """Ids of codes by name or path, each once."""
    ids: list[Id] = []
    for name in names:
        if not isinstance(name, str):
            raise UserError("a code must be a text", hint='write "codes": ["Set/Code"]')
        code = find_code(codebook, name)
        if code.retired:
            raise UserError(f"the code {name!r} is retired", hint="use one that is in force")
        if code.id in ids:
            raise UserError(f"the code {name!r} stands twice")
        ids.append(code.id)
    return tuple(ids)


def _ratings(codebook: Codebook, values: Mapping[str, Any]) -> tuple[Rating, ...]:
    """Ratings by scale name, checked against the scale."""
    ratings = []
    for name, value in values.items():
        if value is None:
            continue
        scale = find_scale(codebook, name)
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or not scale.minimum <= value <= scale.maximum:
            raise UserError(
                f"{value!r} is not on the scale {name!r}",
                hint=f"it goes from {scale.minimum} to {scale.maximum} in whole numbers",
            )
        ratings.append(Rating(scale_id=scale.id, value=value))
    return tuple(sorted(ratings, key=lambda each: each.scale_id))


def _one_of(name: str, value: str | None, allowed: tuple[str, ...]) -> Any:
    if value is not None and value not in allowed:
        raise UserError(f"{value!r} is no {name}", hint=f"it is one of {', '.join(allowed)}")
    return value
