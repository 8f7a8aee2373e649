"""A round as the PI asks for it: drawn in one step, with the coders that are new to the study."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from annotator.analysis.listing import ordered_accounts
from annotator.app.verbs.consensus_layer import check_name
from annotator.app.verbs.rounds import draw_round, next_number
from annotator.domain.edits import Edit, Replace, Several, replacements
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.round import Assignment, Coder, RoundKind
from annotator.domain.study import Account
from annotator.domain.view import StudyView


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundWish:
    """What a round shall be; the arguments of `draw_round`, and names of coders to be made.

    Attributes:
        coder_ids: coders of the study.
        new_coders: pseudonyms that the study does not have yet.
        share, count: how much is drawn; one of them, or neither for all.
        hides_other_account: individually first, then dyadically.
    """

    name: str
    kind: RoundKind
    coder_ids: tuple[Id, ...]
    new_coders: tuple[str, ...] = ()
    share: float | None = None
    count: int | None = None
    seed: int
    gate: tuple[str, float] | None = None
    blind: bool = True
    hides_other_account: bool = False


def draw(view: StudyView, wish: RoundWish) -> Edit:
    """A new round with its assignments, and its new coders before it, all in one edit.

    Raises:
        UserError: a pseudonym is none or is taken, or the round cannot be drawn.
    """
    fresh = _new_coders(view, wish.new_coders)
    making = Several(tuple(Replace(None, each) for each in fresh))
    drawn = draw_round(
        view.after(making, view.revision),
        name=wish.name,
        kind=wish.kind,
        coders=(*wish.coder_ids, *(each.id for each in fresh)),
        share=wish.share,
        count=wish.count,
        seed=wish.seed,
        gate=wish.gate,
        blind=wish.blind,
        hides_other_account=wish.hides_other_account,
    )
    return Several((*making.edits, drawn))


def drawn_accounts(view: StudyView, edit: Edit) -> list[Account]:
    """The accounts that an edit hands out, each once, by dyad, session and voice."""
    records = (each.after for each in replacements(edit))
    drawn = {each.account_id for each in records if isinstance(each, Assignment)}
    return [each for each in ordered_accounts(view) if each.id in drawn]


def free_name(view: StudyView) -> str:
    """The number of the next round, or the first after it that is no round's name."""
    numbers = (str(number) for number in count(next_number(view)))
    return next(each for each in numbers if view.find_round(each) is None)


def _new_coders(view: StudyView, names: Iterable[str]) -> list[Coder]:
    fresh: dict[str, Coder] = {}
    for name in names:
        check_name(view, name)
        if name in fresh:
            raise UserError(f"the new coder {name!r} stands twice", hint="name each once")
        fresh[name] = Coder(id=new_id(), name=name)
    return list(fresh.values())
