"""What a coder does with whole units: bins, accounts, sessions, dyads. Each verb gives an edit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotator.app.verbs.judged_under import Change, Given, changed_under, set_of_version
from annotator.app.verbs.marking import coder_and_round
from annotator.app.verbs.moments import check_rating, now_text, round_for
from annotator.domain.codebook import Code, Codebook, CodeSet, Scale
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.judgement import CodeValue, Judgement
from annotator.domain.moment import Rating
from annotator.domain.round import Round
from annotator.domain.target import Target, items_of, judgement_of, unit_scales
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class Judging:
    """Who judges which unit under which set.

    Attributes:
        coder: the coder's name; made where new.
        round_name: the round; None for the one that the coder works in on the unit.
        seen_under: the version whose scales and piles the coder saw; None for the round's.
    """

    coder: str
    code_set_id: Id
    target: Target
    round_name: str | None = None
    seen_under: Id | None = None


def toggle_code(view: StudyView, judging: Judging, code_id: Id) -> Edit | None:
    """Ticks a code in a unit, or takes it out; in an exclusive set it replaces the other.

    Where nothing is left, the unit is as if it had never been judged: that none is present is
    said by `find_none`, and by nothing else.

    Raises:
        UserError: the last tick is to go where ratings would be left, which would say it too.
    """

    def change(own: Judgement, code_set: CodeSet) -> Judgement | None:
        refuse_other_marking(code_set, "presence")
        if code_id in own.codes:
            kept = tuple(each for each in own.codes if each != code_id)
            if not kept and own.ratings:
                hint = "tick another first, take the rating out, or say that none is present"
                raise UserError("only a rating would be left, as if none had been found", hint=hint)
            return _unless_empty(own, codes=kept)
        _item(code_set, code_id)
        kept = () if code_set.exclusive else own.codes
        return replace(own, codes=(*kept, code_id))

    return _changed(view, judging, change)


def find_none(view: StudyView, judging: Judging) -> Edit | None:
    """Says that none of the codes is present: a judgement without codes; twice, not judged.

    Ratings and memo of the unit stay. Where there are any, pressing it again changes nothing.
    """

    def change(own: Judgement, code_set: CodeSet) -> Judgement | None:
        if code_set.marking == "sort" or (code_set.marking == "rating" and code_set.obligatory):
            raise UserError(
                f"each code of {code_set.name} takes a value", hint="give the lowest where none is"
            )
        after = replace(own, codes=(), values=())
        bare = not own.ratings and not own.memo
        return None if own.made_at and after == own and bare else after

    return _changed(view, judging, change)


def rate(view: StudyView, judging: Judging, scale_id: Id, value: int | None) -> Edit | None:
    """Rates the unit on a scale of its set; None takes the rating out.

    That none of its codes is present stays said.

    Raises:
        UserError: its codes are ticked, and neither one is nor that none is present: a rating
            alone would say the latter.
    """

    def change(own: Judgement, code_set: CodeSet) -> Judgement | None:
        scale = _scale(code_set, scale_id)
        check_rating(scale, value)
        others = tuple(each for each in own.ratings if each.scale_id != scale_id)
        says_none = code_set.marking == "presence" and bool(items_of(code_set)) and not own.codes
        if value is None:
            keeps = says_none and own.made_at
            return replace(own, ratings=others) if keeps else _unless_empty(own, ratings=others)
        if says_none and not own.made_at:
            hint = "tick what is present, or say that none is, then rate"
            raise UserError("a rating alone would say that none was found", hint=hint)
        return replace(own, ratings=(*others, Rating(scale_id=scale_id, value=value)))

    return _changed(view, judging, change, None if value is None else Given(scale_id=scale_id))


def set_value(view: StudyView, judging: Judging, code_id: Id, value: int | None) -> Edit | None:
    """Rates one code in the unit, or puts it on a pile; None takes the value out."""

    def change(own: Judgement, code_set: CodeSet) -> Judgement | None:
        others = tuple(each for each in own.values if each.code_id != code_id)
        if value is None:
            return _unless_empty(own, values=others)
        check_value(code_set, _item(code_set, code_id), value)
        return replace(own, values=(*others, CodeValue(code_id=code_id, value=value)))

    return _changed(view, judging, change, None if value is None else Given(code_ids=(code_id,)))


def swap(view: StudyView, judging: Judging, first_id: Id, second_id: Id) -> Edit | None:
    """Lets two codes of a Q-sort change places; one of them may lie on no pile."""

    def change(own: Judgement, code_set: CodeSet) -> Judgement | None:
        refuse_other_marking(code_set, "sort")
        values = {first_id: own.value(second_id), second_id: own.value(first_id)}
        others = tuple(each for each in own.values if each.code_id not in values)
        new = (CodeValue(code_id=k, value=v) for k, v in values.items() if v is not None)
        return replace(own, values=(*others, *new))

    return _changed(view, judging, change, Given(code_ids=(first_id, second_id)))


def write_memo(view: StudyView, judging: Judging, memo: str) -> Edit | None:
    """Sets the memo of a unit that is judged already.

    Raises:
        UserError: it is not: a memo alone would say that nothing was found there.
    """

    def change(own: Judgement, _code_set: CodeSet) -> Judgement | None:
        if not own.made_at:
            raise UserError("this is not judged yet", hint="judge it, then write the memo")
        return replace(own, memo=memo)

    return _changed(view, judging, change)


def clear(view: StudyView, judging: Judging) -> Edit | None:
    """Takes the judgement out; None where there is none."""
    return _changed(view, judging, lambda _own, _code_set: None)


def round_on(view: StudyView, coder_id: Id, target: Target) -> Round | None:
    """The round that a coder works in on a unit: the newest that gave any account of it.

    None where the study has no round `open` yet; it is made when it is needed.
    """
    rounds = [round_for(view, coder_id, each) for each in account_ids(view, target)]
    known = [each for each in rounds if each is not None]
    return max(known, key=lambda each: each.number, default=round_for(view, coder_id, ""))


def account_ids(view: StudyView, target: Target) -> list[Id]:
    """The accounts that a unit takes in."""
    if target.unit in ("bin", "account"):
        return [target.target_id]
    sessions = (
        {target.target_id}
        if target.unit == "session"
        else {each.id for each in view.sessions_of(target.target_id)}
    )
    return [each.id for each in view.accounts.values() if each.session_id in sessions]


def check_target(view: StudyView, code_set: CodeSet, target: Target) -> None:
    """Refuses a unit that the set is not for, or that may not be read yet.

    Raises:
        UserError: another kind of unit, a voice that the set is not for, or a shut account.
    """
    if code_set.unit != target.unit:
        raise UserError(
            f"the set {code_set.name} is for {unit_words(code_set.unit)},"
            f" not for {unit_words(target.unit)}",
            hint="use another set",
        )
    if target.unit not in ("bin", "account"):
        return
    account = view.accounts[target.target_id]
    if account.id in view.shut:
        raise UserError(
            f"the {account.voice}’s account is shut until the other is done",
            hint="finish that one first",
        )
    if code_set.accounts and account.voice not in code_set.accounts:
        wanted = " and ".join(code_set.accounts)
        raise UserError(
            f"the set {code_set.name} is for {wanted} accounts, not for {account.voice}",
            hint="use another set",
        )


def unit_words(unit: str) -> str:
    """What a set codes, as people say it."""
    return {
        "turn": "every turn",
        "span": "passages",
        "bin": "time bins",
        "account": "whole accounts",
        "session": "whole sessions",
        "dyad": "whole dyads",
    }[unit]


def check_value(code_set: CodeSet, code: Code, value: int) -> None:
    """Refuses a value that a code of the set cannot take.

    Raises:
        UserError: codes of the set are ticked, or the value is off its scale or its piles.
    """
    if code_set.marking == "sort":
        if not 1 <= value <= len(code_set.piles):
            raise UserError(
                f"there is no pile {value} for {code.name}",
                hint=f"the piles are 1 to {len(code_set.piles)}",
            )
    elif code_set.marking == "rating" and code_set.scales:
        check_rating(code_set.scales[0], value)
    else:
        raise UserError(f"codes of {code_set.name} take no value", hint="tick them")


def refuse_other_marking(code_set: CodeSet, wanted: str) -> None:
    """Refuses to tick codes that are rated or sorted, or to sort those that are not."""
    if code_set.marking != wanted:
        how = {"presence": "ticked", "rating": "rated", "sort": "sorted into piles"}
        raise UserError(
            f"codes of {code_set.name} are {how[code_set.marking]}, not {how[wanted]}",
            hint="give each a value" if code_set.marking == "rating" else "use another set",
        )


def begun(
    view: StudyView, judging: Judging
) -> tuple[list[Edit], Codebook, Judgement | None, Judgement]:
    """The coder's judgement of a unit, ready to be changed.

    Returns:
        The edits that make coder and round where they are new, the version of the codebook that
        holds, the judgement that is there or None, and the one to change.

    Raises:
        UserError: there is no such set or round, the unit does not fit, or the round only
            classifies frozen passages.
    """
    name = judging.round_name
    if name is None and (who := view.find_coder(judging.coder)) is not None:
        found = round_on(view, who.id, judging.target)
        name = None if found is None else found.name
    edits, coder_id, work_round = coder_and_round(view, judging.coder, name)
    if work_round.passages_from is not None:
        raise UserError(
            f"round {work_round.name} only classifies frozen passages",
            hint="give codes and ratings to those that are there",
        )
    drafted = view.after(Several(tuple(edits)), view.revision) if edits else view
    codebook = drafted.codebook_for(work_round.id)
    code_set = set_of_version(codebook, judging.code_set_id)
    check_target(view, code_set, judging.target)
    old = judgement_of(view, coder_id, work_round.id, code_set, judging.target)
    if old is not None:
        newer = _knows_all(codebook, old)
        new = replace(old, codebook_id=codebook.id) if newer else old
        return edits, codebook if newer else view.codebooks[old.codebook_id], old, new
    target = judging.target
    fresh = Judgement(
        id=new_id(),
        coder_id=coder_id,
        round_id=work_round.id,
        codebook_id=codebook.id,
        code_set_id=code_set.id,
        unit=target.unit,
        target_id=target.target_id,
        start_ms=target.start_ms,
        end_ms=target.end_ms,
    )
    return edits, codebook, None, fresh


def _changed(
    view: StudyView, judging: Judging, change: Change, given: Given | None = None
) -> Edit | None:
    edits, codebook, old, own = begun(view, judging)
    after = changed_under(view, codebook, old, own, change, given, judging.seen_under)
    if after is not None and not after.made_at:
        after = replace(after, made_at=now_text())
    if after == old or (after is None and old is None):
        return None
    edit = Replace(old, after)
    return Several((*edits, edit)) if edits else edit


def _unless_empty(
    own: Judgement,
    *,
    codes: tuple[Id, ...] | None = None,
    ratings: tuple[Rating, ...] | None = None,
    values: tuple[CodeValue, ...] | None = None,
) -> Judgement | None:
    """The judgement with less in it; None where nothing is left.

    Raises:
        UserError: only its memo is left: that alone would say that nothing was found there.
    """
    after = replace(
        own,
        codes=own.codes if codes is None else codes,
        ratings=own.ratings if ratings is None else ratings,
        values=own.values if values is None else values,
    )
    if after.codes or after.ratings or after.values:
        return after
    if after.memo:
        hint = "empty the memo first, or say that none is present"
        raise UserError("nothing but the memo would be left, as if none had been found", hint=hint)
    return None


def _item(code_set: CodeSet, code_id: Id) -> Code:
    """A code that a unit can be given."""
    found = next((each for each in items_of(code_set) if each.id == code_id), None)
    if found is not None:
        return found
    known = code_set.code(code_id)
    if known is None:
        raise UserError("the code is not in the version of the codebook that holds here")
    why = "retired" if known.retired else "a heading"
    raise UserError(f"{known.name} is {why}", hint="use a code that is in force")


def _scale(code_set: CodeSet, scale_id: Id) -> Scale:
    found = next((each for each in code_set.scales if each.id == scale_id), None)
    if found is None:
        raise UserError(f"the set {code_set.name} has no such scale")
    if found not in unit_scales(code_set):
        raise UserError(f"{found.name} is for the codes one by one", hint="rate the codes on it")
    return found


def _knows_all(codebook: Codebook, judgement: Judgement) -> bool:
    """Whether a version holds all codes and scales of a judgement."""
    codes: Iterable[Id] = (*judgement.codes, *(each.code_id for each in judgement.values))
    if not any(each.id == judgement.code_set_id for each in codebook.sets):
        return False
    return all(codebook.code(each) is not None for each in codes) and all(
        codebook.scale(each.scale_id) is not None for each in judgement.ratings
    )
