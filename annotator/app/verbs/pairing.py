"""Pairing: a coder's claim that moments of the two parties concern the same event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from annotator.app.verbs.moments import check_rating, now_text
from annotator.domain.codebook import Scale
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.moment import Moment, Pairing, Rating
from annotator.domain.study import RECALL_VOICES
from annotator.domain.view import StudyView


def pair(
    view: StudyView,
    *,
    coder_id: Id,
    round_id: Id,
    moment_ids: Iterable[Id],
    relation: str,
    memo: str = "",
    ratings: tuple[Rating, ...] = (),
) -> Replace:
    """A new pairing of a coder's own moments, at least one of each recall party, in one session.

    Raises:
        UserError: a moment is gone, another coder's or paired already, they are of several
            sessions, a party is missing, the study has no such relation, or a rating is not
            on a scale of the round's codebook.
    """
    ids = tuple(dict.fromkeys(moment_ids))
    _check_relation(view, relation)
    session_id = _checked_session(view, coder_id, ids)
    _refuse_paired(view, coder_id, ids, beside=None)
    _check_ratings(view, round_id, ratings)
    return Replace(
        None,
        Pairing(
            id=new_id(),
            session_id=session_id,
            coder_id=coder_id,
            round_id=round_id,
            moment_ids=ids,
            relation=relation,
            ratings=ratings,
            memo=memo,
            made_at=now_text(),
        ),
    )


def pair_each(
    view: StudyView, *, coder_id: Id, accepted: Iterable[tuple[Id, Id, str]]
) -> Edit | None:
    """Pairings of one moment with one, all in one step; None for none.

    Args:
        view: the study.
        coder_id: whose moments they are.
        accepted: two moments and the relation of each pairing.

    Raises:
        UserError: as for `pair`, of the first that cannot be made; then none is.
    """
    edits: list[Edit] = []
    drafted = view
    for first, second, relation in accepted:
        moment = view.moment(first)
        edit = pair(
            drafted,
            coder_id=coder_id,
            round_id="" if moment is None else moment.round_id,
            moment_ids=(first, second),
            relation=relation,
        )
        edits.append(edit)
        drafted = drafted.after(edit, view.revision)
    return Several(tuple(edits)) if edits else None


def change(
    view: StudyView,
    pairing: Pairing,
    *,
    moment_ids: Iterable[Id],
    relation: str,
    memo: str,
    ratings: tuple[Rating, ...] | None = None,
) -> Replace | None:
    """Gives a pairing other moments, relation, memo and ratings in one step.

    Args:
        view: the study.
        pairing: as it is.
        moment_ids, relation, memo: as they shall be.
        ratings: None to leave them as they are.

    Returns:
        None where all is as it was.

    Raises:
        UserError: as for `pair`.
    """
    ids = tuple(dict.fromkeys(moment_ids))
    if relation != pairing.relation:
        _check_relation(view, relation)
    if set(ids) == set(pairing.moment_ids):
        ids = pairing.moment_ids
    else:
        _checked_session(view, pairing.coder_id, ids)
        new = [each for each in ids if each not in pairing.moment_ids]
        _refuse_paired(view, pairing.coder_id, new, beside=pairing.id)
    given = pairing.ratings if ratings is None else ratings
    if set(given) == set(pairing.ratings):
        given = pairing.ratings
    else:
        _check_ratings(view, pairing.round_id, given, kept=pairing.ratings)
    after = replace(pairing, moment_ids=ids, relation=relation, memo=memo, ratings=given)
    return None if after == pairing else Replace(pairing, after)


def add_to(view: StudyView, pairing: Pairing, moment_ids: Iterable[Id]) -> Replace | None:
    """Takes further moments into a pairing; None where it has them already.

    Raises:
        UserError: as for `pair`.
    """
    ids = (*pairing.moment_ids, *moment_ids)
    return change(view, pairing, moment_ids=ids, relation=pairing.relation, memo=pairing.memo)


def take_from(view: StudyView, pairing: Pairing, moment_ids: Iterable[Id]) -> Replace | None:
    """Takes moments out of a pairing; None where it has none of them.

    Raises:
        UserError: a party would have none left; `unpair` dissolves the pairing.
    """
    out = set(moment_ids)
    ids = tuple(each for each in pairing.moment_ids if each not in out)
    return change(view, pairing, moment_ids=ids, relation=pairing.relation, memo=pairing.memo)


def set_relation(view: StudyView, pairing: Pairing, relation: str) -> Replace:
    """Says how the two accounts stand to each other.

    Raises:
        UserError: the study has no such relation.
    """
    _check_relation(view, relation)
    return Replace(pairing, replace(pairing, relation=relation))


def set_memo(pairing: Pairing, memo: str) -> Replace:
    """Sets a pairing's memo."""
    return Replace(pairing, replace(pairing, memo=memo))


def rate_pairing(pairing: Pairing, scale: Scale, value: int | None) -> Replace:
    """Sets a pairing's value on a scale; None takes the rating out.

    Raises:
        UserError: the value is outside the scale.
    """
    check_rating(scale, value)
    others = tuple(each for each in pairing.ratings if each.scale_id != scale.id)
    given = () if value is None else (Rating(scale_id=scale.id, value=value),)
    return Replace(pairing, replace(pairing, ratings=others + given))


def scales_for_pairing(view: StudyView, round_id: Id) -> list[Scale]:
    """The scales that a pairing can be rated on: all of the codebook that its round uses."""
    return [scale for _, scale in view.codebook_for(round_id).scales()]


def unpair(pairing: Pairing) -> Replace:
    """Dissolves a pairing; its moments stay."""
    return Replace(pairing, None)


def relations_of(view: StudyView) -> tuple[str, ...]:
    """The relations of the study: those of its list, then by name others that are in use."""
    listed = view.study.relations
    used = {each.relation for each in view.pairings.values()}
    return (*listed, *sorted(used - set(listed)))


def pairing_of(view: StudyView, moment: Moment) -> Pairing | None:
    """The pairing that a moment's coder has it in; the earliest where scripts made several."""
    own = [
        each
        for each in view.pairings.values()
        if each.coder_id == moment.coder_id and moment.id in each.moment_ids
    ]
    return min(own, key=lambda each: (each.made_at, each.id), default=None)


def _check_ratings(
    view: StudyView, round_id: Id, ratings: tuple[Rating, ...], kept: tuple[Rating, ...] = ()
) -> None:
    """Refuses a new rating on no scale of the round's codebook or outside it, and a second one."""
    known = {scale.id: scale for scale in scales_for_pairing(view, round_id)}
    for each in ratings:
        scale = known.get(each.scale_id)
        if each in kept:
            continue
        if scale is None:
            raise UserError(
                "a rating is on no scale of the codebook of this round", hint="rate again"
            )
        check_rating(scale, each.value)
    if len({each.scale_id for each in ratings}) < len(ratings):
        raise UserError("a scale has two ratings", hint="give one value a scale")


def _check_relation(view: StudyView, relation: str) -> None:
    known = relations_of(view)
    if relation not in known:
        raise UserError(f"no relation {relation!r}", hint=f"there are {', '.join(known)}")


def _checked_session(view: StudyView, coder_id: Id, ids: tuple[Id, ...]) -> Id:
    """The one session of these moments, once they may be paired."""
    parties: set[str] = set()
    sessions: set[Id] = set()
    for moment_id in ids:
        moment = view.moment(moment_id)
        if moment is None:
            raise UserError("a moment to pair is not there any more", hint="choose again")
        if moment.coder_id != coder_id:
            raise UserError("a moment to pair is another coder’s", hint="pair your own moments")
        account = view.accounts[view.transcripts[moment.transcript_id].account_id]
        if account.voice not in RECALL_VOICES:
            hint = "pair moments of the therapist’s and the patient’s accounts"
            raise UserError(f"a moment of the {account.voice} account cannot be paired", hint=hint)
        parties.add(account.voice)
        sessions.add(account.session_id)
    for voice in RECALL_VOICES:
        if voice not in parties:
            raise UserError(
                f"the pairing has no moment of the {voice}", hint="take at least one of each"
            )
    if len(sessions) > 1:
        raise UserError("the moments are of several sessions", hint="pair within one session")
    return sessions.pop()


def _refuse_paired(view: StudyView, coder_id: Id, ids: Iterable[Id], *, beside: Id | None) -> None:
    """Refuses moments that the coder has in another pairing: it would count one event twice."""
    wanted = set(ids)
    for each in view.pairings.values():
        if each.coder_id == coder_id and each.id != beside and wanted & set(each.moment_ids):
            raise UserError(
                "a moment to pair stands in another pairing",
                hint="change that pairing, or dissolve it first",
            )
