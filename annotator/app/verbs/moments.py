"""What a coder does with moments. Each verb gives an edit and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from annotator.domain.code_lineage import as_counted, brought, merges
from annotator.domain.codebook import Codebook, Scale
from annotator.domain.edits import Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.moment import Certainty, Moment, Pairing, Rating, Tense
from annotator.domain.round import OPEN_ROUND, Round
from annotator.domain.spans import overlap
from annotator.domain.study import RECALL_VOICES
from annotator.domain.view import StudyView


def mark(
    view: StudyView,
    *,
    coder_id: Id,
    round_id: Id,
    transcript_id: Id,
    start: int,
    end: int,
    codes: tuple[Id, ...] = (),
) -> Replace:
    """A new moment on `[start, end)` of a transcript.

    Raises:
        UserError: the passage is empty or outside the text, a code does not fit, its turn has
            another one already, or the round's passages are frozen.
    """
    refuse_frozen(view, round_id)
    check_passage(view, transcript_id, start, end)
    codebook = view.codebook_for(round_id)
    check_codes(view, transcript_id, codebook, codes)
    moment = Moment(
        id=new_id(),
        transcript_id=transcript_id,
        coder_id=coder_id,
        round_id=round_id,
        codebook_id=codebook.id,
        start=start,
        end=end,
        codes=codes,
        made_at=now_text(),
    )
    refuse_second_code(view, moment, codebook)
    return Replace(None, moment)


def refuse_frozen(view: StudyView, round_id: Id) -> None:
    """Refuses to add, move or delete passages where a round only classifies frozen ones."""
    work_round = view.rounds.get(round_id)
    if work_round is not None and work_round.passages_from is not None:
        raise UserError(
            f"the passages of round {work_round.name} are frozen",
            hint="give codes and ratings to those that are there",
        )


def check_passage(view: StudyView, transcript_id: Id, start: int, end: int) -> None:
    """Refuses a passage that is empty or not inside its text."""
    length = len(view.transcripts[transcript_id].text)
    if not 0 <= start < end <= length:
        raise UserError(
            f"the passage {start} to {end} is not inside the text",
            hint=f"start must be under end, both within 0 to {length}",
        )


def check_codes(
    view: StudyView, transcript_id: Id, codebook: Codebook, codes: tuple[Id, ...]
) -> None:
    """Refuses codes that their sets do not allow on this transcript, or not together.

    Raises:
        UserError: the set is for other accounts, or exclusive and two of its codes are given.
    """
    voice = view.accounts[view.transcripts[transcript_id].account_id].voice
    for code_set in codebook.sets:
        own = [code for code in code_set.codes if code.id in codes]
        if own and code_set.accounts and voice not in code_set.accounts:
            wanted = " and ".join(code_set.accounts)
            raise UserError(
                f"the set {code_set.name} is for {wanted} accounts, not for {voice}",
                hint="use a code of another set",
            )
        if code_set.exclusive and len(own) > 1:
            names = " and ".join(code.name for code in own)
            raise UserError(
                f"the set {code_set.name} takes one code a passage, not {names}",
                hint="keep one of them",
            )


def refuse_second_code(view: StudyView, moment: Moment, codebook: Codebook) -> None:
    """Refuses a code of a set "every turn, one code" where another moment gives its turn another.

    Args:
        view: the study.
        moment: as it is to be; of its coder and round the others on the same turns count.
        codebook: the version that its codes are of.

    Raises:
        UserError: the turn has another code of the set.
    """
    sets = [each for each in codebook.sets if each.unit == "turn" and each.exclusive]
    if not any(each.code(code_id) for each in sets for code_id in moment.codes):
        return
    transcript = view.transcripts[moment.transcript_id]
    first, last = transcript.turn_at(moment.start), transcript.turn_at(moment.end - 1)
    start, end = transcript.turns[first].start, transcript.turns[last].end
    became = merges(codebook)
    given = set(as_counted(moment, became).codes)
    for each in view.moments_of(transcript.id).values():
        same = (each.coder_id, each.round_id) == (moment.coder_id, moment.round_id)
        if not same or each.id == moment.id or not overlap((start, end), (each.start, each.end)):
            continue
        for code_id in as_counted(each, became).codes:
            own_set = next((own for own in sets if (code := own.code(code_id))), None)
            if own_set is None or code_id in given or not any(map(own_set.code, given)):
                continue
            name = code.name if code is not None else ""
            raise UserError(
                f"the turn has the code {name} already, and {own_set.name} takes one code a turn",
                hint="take that one out first",
            )


def toggle_code(view: StudyView, moment: Moment, code_id: Id) -> Replace:
    """Adds a code to a moment, or takes it out where it has it.

    In an exclusive set the new code takes the place of the one that was there. Where the version
    that the moment was coded under lacks the code, the moment comes to the version that its
    round codes with: its codes are all there, and merged ones become what they went into.

    Raises:
        UserError: the code's set is not for this account, the round's version of the codebook
            lacks the code, a rating does not fit that version, or the code is of a set that
            takes one code a turn and another moment gives the turn another.
    """
    if code_id in moment.codes:
        codes = tuple(each for each in moment.codes if each != code_id)
        return Replace(moment, replace(moment, codes=codes))
    codebook, before = view.codebook_of(moment), moment
    if codebook.code(code_id) is None:
        codebook = view.codebook_for(moment.round_id)
        refuse_ratings(moment, codebook)
        moment = replace(moment, codes=brought(codebook, moment.codes))
        if code_id in moment.codes:
            return Replace(before, replace(moment, codebook_id=codebook.id))
    own_set = next((own for own, code in codebook.codes() if code.id == code_id), None)
    if own_set is None:
        raise UserError(
            f"the code is not in version {codebook.number} of the codebook",
            hint="the round codes with that version; take a code of it",
        )
    siblings = {code.id for code in own_set.codes} if own_set.exclusive else set()
    codes = (*(each for each in moment.codes if each not in siblings), code_id)
    check_codes(view, moment.transcript_id, codebook, codes)
    after = replace(moment, codes=codes, codebook_id=codebook.id)
    refuse_second_code(view, replace(after, codes=(code_id,)), codebook)
    return Replace(before, after)


def refuse_ratings(moment: Moment, codebook: Codebook) -> None:
    """Refuses to bring a moment to a version in which its codes or ratings have no place.

    Raises:
        UserError: a code or a scale is not in that version, or the scale has other ends there.
    """
    number = codebook.number
    if any(codebook.code(each) is None for each in moment.codes):
        what = f"a code of this moment is not in version {number} of the codebook"
        raise UserError(what, hint="take that code out first")
    for rating in moment.ratings:
        scale = codebook.scale(rating.scale_id)
        if scale is None:
            what = f"the scale of a rating is not in version {number} of the codebook"
            raise UserError(what, hint="take the rating out first")
        if not scale.minimum <= rating.value <= scale.maximum:
            what = f"the rating {rating.value} is not on the scale {scale.name} of version {number}"
            raise UserError(what, hint=f"there it goes from {scale.minimum} to {scale.maximum}")


def round_for(view: StudyView, coder_id: Id, account_id: Id) -> Round | None:
    """The round that a coder works in on an account: the newest that gave it, else `open`.

    None where the study has no round `open` yet; `marking.coder_and_round` makes it.
    """
    given = (
        view.rounds[each.round_id]
        for each in view.assignments.values()
        if (each.coder_id, each.account_id) == (coder_id, account_id)
    )
    return max(given, key=lambda each: each.number, default=view.find_round(OPEN_ROUND))


def codebook_at_work(view: StudyView, coder_id: Id | None, session_id: Id | None) -> Codebook:
    """The version that a coder gives codes of in a session: the newest that a round there has.

    A round that froze an older version goes on with that one. Who reads everybody's work, and
    a session that no round gave, has the newest of the study.
    """
    books = []
    for account in view.accounts_of(session_id or "").values():
        work_round = round_for(view, coder_id, account.id) if coder_id else None
        if work_round is not None:
            books.append(view.codebook_for(work_round.id))
    return max(books, key=lambda each: each.number, default=view.codebook)


def rate(moment: Moment, scale: Scale, value: int | None) -> Replace:
    """Sets a moment's value on a scale; None takes the rating out.

    Raises:
        UserError: the value is outside the scale.
    """
    check_rating(scale, value)
    others = tuple(each for each in moment.ratings if each.scale_id != scale.id)
    given = () if value is None else (Rating(scale_id=scale.id, value=value),)
    return Replace(moment, replace(moment, ratings=others + given))


def check_rating(scale: Scale, value: int | None) -> None:
    """Refuses a value outside its scale."""
    if value is not None and not scale.minimum <= value <= scale.maximum:
        raise UserError(
            f"{value} is outside the scale {scale.name}",
            hint=f"it goes from {scale.minimum} to {scale.maximum}",
        )


def write_memo(moment: Moment, memo: str) -> Replace:
    """Sets a moment's memo."""
    return Replace(moment, replace(moment, memo=memo))


def set_certainty(moment: Moment, certainty: Certainty | None) -> Replace:
    """Says how sure the coder is."""
    return Replace(moment, replace(moment, certainty=certainty))


def set_tense(moment: Moment, tense: Tense | None) -> Replace:
    """Says whether it was felt then, as recalled, or is seen now."""
    return Replace(moment, replace(moment, tense=tense))


def set_peak(moment: Moment, peak: bool) -> Replace:
    """Says whether the moment is the peak of its event."""
    return Replace(moment, replace(moment, peak=peak))


def move_ends(view: StudyView, moment: Moment, start: int, end: int) -> Replace:
    """Gives a moment other ends.

    Raises:
        UserError: the passage would be empty or outside the text, is frozen, or is a turn that
            has a code of a set which codes every turn.
    """
    refuse_frozen(view, moment.round_id)
    for own_set, code in view.codebook_of(moment).codes():
        if own_set.unit == "turn" and code.id in moment.codes:
            what = f"{own_set.name} codes whole turns, so the ends of {code.name} stay"
            raise UserError(what, hint="code the other turn instead")
    check_passage(view, moment.transcript_id, start, end)
    return Replace(moment, replace(moment, start=start, end=end))


def delete(view: StudyView, moment: Moment) -> Several:
    """Takes a moment out, and with it its place in pairings.

    Raises:
        UserError: its passage is frozen.
    """
    refuse_frozen(view, moment.round_id)
    return taken_out(view, moment)


def taken_out(view: StudyView, *moments: Moment) -> Several:
    """The edit that takes out moments, frozen or not, and a pairing that loses a party by it."""
    gone = {each.id for each in moments}
    edits: list[Replace] = []
    for pairing in view.pairings.values():
        if not gone.isdisjoint(pairing.moment_ids):
            rest = tuple(each for each in pairing.moment_ids if each not in gone)
            stays = _has_both(view, pairing, rest)
            edits.append(Replace(pairing, replace(pairing, moment_ids=rest) if stays else None))
    return Several((*edits, *(Replace(each, None) for each in moments)))


def _has_both(view: StudyView, pairing: Pairing, moment_ids: tuple[Id, ...]) -> bool:
    """Whether moments of both parties are left in a pairing.

    A moment that is not in the view is one of an account that is shut, not one that is missing.
    """
    found = [view.moment(each) for each in moment_ids]
    accounts = [
        view.accounts[view.transcripts[each.transcript_id].account_id]
        for each in found
        if each is not None
    ]
    if len(accounts) < len(found):
        of_session = view.accounts_of(pairing.session_id).values()
        accounts += [each for each in of_session if each.id in view.shut]
    return {each.voice for each in accounts}.issuperset(RECALL_VOICES)


def now_text() -> str:
    """The present time in UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")
