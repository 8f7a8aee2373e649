"""Judgements as lines of JSON: what a script gives, and what the command line lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from annotator.app.verbs.judging import Judging, begun, check_value, refuse_other_marking
from annotator.app.verbs.marking import Shape
from annotator.app.verbs.moments import check_rating, now_text
from annotator.app.verbs.units_left import bin_targets
from annotator.domain.bins import Bin
from annotator.domain.clock import clock_text
from annotator.domain.codebook import Codebook, CodeSet
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.moment import Rating
from annotator.domain.target import Target, items_of, unit_scales
from annotator.domain.view import StudyView

JUDGEMENT = Shape(
    {"set": str, "dyad": str},
    {
        "session": int,
        "account": str,
        "start_ms": int,
        "codes": list,
        "ratings": dict,
        "values": dict,
        "memo": str,
    },
    frozenset({"id", "coder", "round", "unit", "end_ms"}),
)


def judge_line(
    view: StudyView,
    coder: str,
    fields: Mapping[str, Any],
    round_name: str | None = None,
    *,
    replacing: bool = False,
) -> tuple[Id, Edit | None]:
    """The judgement's id and the edit that stores what a line says; no edit where it stands so.

    Raises:
        UserError: the set, unit, a code, a scale or a value does not exist or does not fit, or
            the unit is judged otherwise and is not to be replaced.
    """
    code_set = find_set(view.codebook, fields["set"])
    judging = Judging(
        coder=coder,
        code_set_id=code_set.id,
        target=_target(view, code_set, fields),
        round_name=round_name,
    )
    edits, codebook, old, own = begun(view, judging)
    code_set = next(each for each in codebook.sets if each.id == code_set.id)
    given = replace(
        own,
        codes=_codes(code_set, fields.get("codes") or []),
        ratings=_ratings(code_set, fields.get("ratings") or {}),
        values=_values(code_set, fields.get("values") or {}),
        memo=fields.get("memo") or "",
        made_at=own.made_at or now_text(),
    )
    if old is not None and _content(old) == _content(given):
        return old.id, None
    if old is not None and not replacing:
        raise UserError("this unit is judged otherwise already", hint="use --replace")
    return given.id, Several((*edits, Replace(old, given)))


def find_set(codebook: Codebook, name: str) -> CodeSet:
    """The set that a person means by its name.

    Raises:
        UserError: there is none.
    """
    found = next((each for each in codebook.sets if each.name == name), None)
    if found is None:
        known = ", ".join(each.name for each in codebook.sets) or "none yet"
        raise UserError(f"no set {name!r}", hint=f"there are {known}")
    return found


def _target(view: StudyView, code_set: CodeSet, fields: Mapping[str, Any]) -> Target:
    """The unit that a line names, as its set cuts it."""
    if code_set.unit in ("turn", "span"):
        raise UserError(f"{code_set.name} codes passages of the text", hint="use `annotator mark`")
    dyad = view.find_dyad(fields["dyad"])
    if dyad is None:
        raise UserError(f"no dyad {fields['dyad']}")
    if code_set.unit == "dyad":
        return Target(unit="dyad", target_id=dyad.id)
    if fields.get("session") is None:
        raise UserError(f"the field 'session' is missing, and {code_set.name} needs it")
    if code_set.unit == "session":
        session = view.find_session(fields["dyad"], fields["session"])
        if session is None:
            raise UserError(f"there is no session {fields['session']} of dyad {fields['dyad']}")
        return Target(unit="session", target_id=session.id)
    if not fields.get("account"):
        raise UserError(f"the field 'account' is missing, and {code_set.name} needs it")
    account = view.find_account(fields["dyad"], fields["session"], fields["account"])
    if code_set.unit == "account":
        return Target(unit="account", target_id=account.id)
    return _bin(view, code_set, account.id, fields.get("start_ms"))


def _bin(view: StudyView, code_set: CodeSet, account_id: Id, start_ms: int | None) -> Target:
    """The bin that starts at a time."""
    bins = bin_targets(view, code_set, account_id)
    if not bins:
        raise UserError("the session has no length and no times", hint="give its length")
    found = next((each for each in bins if each.start_ms == start_ms), None)
    if found is None:
        length, last = clock_text(code_set.bin_ms), bins[-1].start_ms
        raise UserError(
            f"no bin of {code_set.name} starts at {start_ms} ms",
            hint=f"bins are {length} long, the last starts at {last}",
        )
    return found


def _codes(code_set: CodeSet, names: list[Any]) -> tuple[Id, ...]:
    if names:
        refuse_other_marking(code_set, "presence")
    ids = [_item_id(code_set, name) for name in names]
    if len(set(ids)) < len(ids):
        raise UserError("a code stands twice in the line")
    if code_set.exclusive and len(ids) > 1:
        raise UserError(f"the set {code_set.name} takes one code a unit", hint="keep one of them")
    return tuple(ids)


def _values(code_set: CodeSet, given: Mapping[str, Any]) -> tuple[CodeValue, ...]:
    made = []
    for name, value in given.items():
        code_id = _item_id(code_set, name)
        code = code_set.code(code_id)
        if not _is_whole(value) or code is None:
            raise UserError(f"{value!r} is no value for {name}", hint="give a whole number")
        check_value(code_set, code, value)
        made.append(CodeValue(code_id=code_id, value=value))
    return tuple(made)


def _ratings(code_set: CodeSet, given: Mapping[str, Any]) -> tuple[Rating, ...]:
    made = []
    for name, value in given.items():
        scale = next((each for each in unit_scales(code_set) if each.name == name), None)
        if scale is None:
            known = ", ".join(each.name for each in unit_scales(code_set)) or "none"
            raise UserError(
                f"no scale {name!r} for units of {code_set.name}", hint=f"there is {known}"
            )
        if not _is_whole(value):
            raise UserError(f"{value!r} is no value on {name}", hint="give a whole number")
        check_rating(scale, value)
        made.append(Rating(scale_id=scale.id, value=value))
    return tuple(made)


def _item_id(code_set: CodeSet, name: Any) -> Id:
    """A code by its name, or by its path from the set down."""
    wanted = str(name).rpartition("/")[2]
    found = [each for each in items_of(code_set) if each.name == wanted]
    if len(found) != 1:
        known = ", ".join(each.name for each in items_of(code_set)[:12]) or "none"
        raise UserError(f"no code {name!r} in {code_set.name}", hint=f"there are {known}")
    return found[0].id


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _content(own: Judgement) -> tuple[object, ...]:
    """What a judgement says, in whatever order."""
    return frozenset(own.codes), frozenset(own.ratings), frozenset(own.values), own.memo


# Listing --------------------------------------------------------------------------------------


def judgement_row(view: StudyView, own: Judgement) -> dict[str, Any]:
    """One judgement as the command line lists it; it can be fed back to `judge`."""
    codebook = view.codebooks.get(own.codebook_id, view.codebook)
    code_set = next((each for each in codebook.sets if each.id == own.code_set_id), None)
    dyad, session, account = _place(view, own)
    scales = {scale.id: scale.name for _, scale in codebook.scales()}
    return {
        "id": own.id,
        "coder": view.coders[own.coder_id].name,
        "round": view.rounds[own.round_id].name,
        "set": code_set.name if code_set else own.code_set_id,
        "unit": own.unit,
        "dyad": dyad,
        "session": session,
        "account": account,
        "start_ms": own.start_ms,
        "end_ms": own.end_ms,
        "codes": [codebook.code_path(each) for each in own.codes],
        "ratings": {scales.get(each.scale_id, each.scale_id): each.value for each in own.ratings},
        "values": {codebook.code_path(each.code_id): each.value for each in own.values},
        "memo": own.memo,
    }


def _place(view: StudyView, own: Judgement) -> tuple[str, int | None, str | None]:
    """Names of dyad, session and account of what was judged, as far as it has them."""
    if own.unit == "dyad":
        return view.dyads[own.target_id].name, None, None
    if own.unit == "session":
        session = view.sessions[own.target_id]
        return view.dyads[session.dyad_id].name, session.number, None
    dyad, session, account = view.place_of(own.target_id)
    return dyad.name, session.number, account.voice


def judgement_rows(view: StudyView) -> list[dict[str, Any]]:
    """All judgements in the view by dyad, session, account, set, time and coder."""
    rows = [judgement_row(view, each) for each in view.judgements.values()]

    def order(row: dict[str, Any]) -> tuple[object, ...]:
        session, start = row["session"], row["start_ms"]
        names = (row["set"], -1 if start is None else start, row["coder"], row["round"])
        return (row["dyad"], -1 if session is None else session, row["account"] or "", *names)

    return sorted(rows, key=order)


def judgements_text(rows: list[dict[str, Any]]) -> str:
    """Judgements for people to read, without memos."""
    return "\n".join(map(_line, rows)) or "no judgements yet"


def _line(row: dict[str, Any]) -> str:
    place = [row["dyad"]]
    place += [f"session {row['session']}"] if row["session"] is not None else []
    place += [row["account"]] if row["account"] else []
    if row["start_ms"] is not None:
        place.append(Bin(row["start_ms"], row["end_ms"]).words)
    said = [each.rpartition("/")[2] for each in row["codes"]]
    said += [f"{name} {value}" for name, value in row["ratings"].items()]
    said += [f"{path.rpartition('/')[2]} {value}" for path, value in row["values"].items()]
    told = ", ".join(said) or "none"
    return f"  {', '.join(place)}  {row['set']}  {row['coder']}: {told}"
