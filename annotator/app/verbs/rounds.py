"""Draws a round of work, hands it out, and records whether its gate was passed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from math import ceil, isfinite, isnan

from annotator.analysis.agreement import CATALOGUE, SPAN_COEFFICIENTS, Result
from annotator.analysis.listing import ordered_accounts
from annotator.app.verbs.consensus_layer import consensus_coder
from annotator.app.verbs.moments import now_text
from annotator.domain.codebook import Codebook
from annotator.domain.consensus import Gate
from annotator.domain.edits import Edit, Replace, Several
from annotator.domain.errors import UserError
from annotator.domain.ids import Id, new_id
from annotator.domain.round import Assignment, Coder, Round, RoundKind
from annotator.domain.study import SESSION_VOICE, Account
from annotator.domain.view import StudyView

KINDS: tuple[RoundKind, ...] = ("training", "calibration", "reliability", "production")
LARGEST_SEED = 2**63 - 1
_TRIES = 200
"""Draws among which the most even one is taken."""


def draw_round(
    view: StudyView,
    *,
    name: str,
    kind: RoundKind,
    coders: Sequence[Id],
    share: float | None = None,
    count: int | None = None,
    seed: int,
    gate: tuple[str, float] | None = None,
    blind: bool = True,
    hides_other_account: bool = False,
) -> Edit:
    """A new round on a stratified random sample of the accounts, with everybody's order of work.

    The accounts that may be drawn have a transcript and are those that the code sets are for;
    the session's own transcript only where a set names it. They are dealt out as `stratified`
    says. Each coder gets all of the sample, in an order of one's own. The newest codebook is
    frozen for the round. The same study, coders and seed give the same sample and orders,
    whatever the records' ids.

    Args:
        view: the study.
        name: of the round.
        kind: what it is for; not `open`.
        coders: ids of two or more.
        share: of the accounts, above 0 and at most 1, rounded up to whole accounts.
        count: how many accounts, instead of a share; all where neither is given.
        seed: of the draw and of the orders.
        gate: a coefficient and the value that it must reach.
        blind: whether the coders are kept from each other's moments.
        hides_other_account: whether each account is read alone before both are read together.

    Raises:
        UserError: the name is taken, fewer than two coders, nothing to draw from, or a number
            out of its range.
    """
    check_name(view, name)
    check_seed(seed)
    if kind not in KINDS:
        raise UserError(f"{kind!r} is no kind of round", hint=f"it is one of {', '.join(KINDS)}")
    people = _people(view, coders)
    accounts = _drawable(view)
    size = _size(len(accounts), share, count)
    coefficient, threshold = _gate(gate)
    book, freezing = frozen_codebook(view)
    fresh = Round(
        id=new_id(),
        name=name,
        number=next_number(view),
        kind=kind,
        codebook_id=book.id,
        blind=blind,
        hides_other_account=hides_other_account,
        seed=seed,
        gate_coefficient=coefficient,
        gate_threshold=threshold,
    )
    chance = random.Random(seed)  # noqa: S311 (a draw that anybody can repeat)
    dyads = {each.id: view.place_of(each.id)[0].id for each in accounts}
    sample = stratified(accounts, dyads, size, chance)
    return Several((*freezing, Replace(None, fresh), *handed_out(fresh, people, sample, chance)))


def stratified(
    accounts: Sequence[Account], dyads: Mapping[Id, Id], size: int, chance: random.Random
) -> list[Account]:
    """A random sample as even as can be over dyads, then over voices, in the order given.

    One account after the other is drawn: from the dyads that have had the fewest so far, and
    among these of the voice that has had the fewest, at random. So every dyad has its share
    before any gets a second, and so has each voice as far as the dyads allow. Where an early
    draw leaves an uneven end (a dyad without a patient's account), it is drawn anew, and of
    200 draws the one most even over voices is taken.

    Args:
        accounts: in an order that does not depend on ids.
        dyads: the dyad of each account.
        size: how many to draw.
        chance: where randomness comes from.
    """
    best: list[Account] = []
    least = len(accounts) + 1
    for _ in range(_TRIES):
        drawn = _dealt(accounts, dyads, size, chance)
        counts = Counter(each.voice for each in drawn)
        each_voice = [counts[voice] for voice in {account.voice for account in accounts}]
        spread = max(each_voice) - min(each_voice)
        if spread < least:
            best, least = drawn, spread
        if least <= 1:
            break
    chosen = {each.id for each in best}
    return [each for each in accounts if each.id in chosen]


def _dealt(
    accounts: Sequence[Account], dyads: Mapping[Id, Id], size: int, chance: random.Random
) -> list[Account]:
    left = list(accounts)
    chance.shuffle(left)
    of_dyad, of_voice = Counter[Id](), Counter[str]()
    drawn: list[Account] = []
    for _ in range(size):
        fewest = min(left, key=lambda each: (of_dyad[dyads[each.id]], of_voice[each.voice]))
        left.remove(fewest)
        drawn.append(fewest)
        of_dyad[dyads[fewest.id]] += 1
        of_voice[fewest.voice] += 1
    return drawn


def handed_out(
    work_round: Round, coders: Iterable[Coder], accounts: Sequence[Account], chance: random.Random
) -> list[Edit]:
    """An assignment for each coder and account, shuffled anew for each coder.

    No two coders have the same order, as long as there are orders enough.
    """
    edits: list[Edit] = []
    taken: set[tuple[Id, ...]] = set()
    for coder in coders:
        order = list(accounts)
        for _ in range(_TRIES):
            chance.shuffle(order)
            if tuple(each.id for each in order) not in taken:
                break
        taken.add(tuple(each.id for each in order))
        edits += [
            Replace(
                None,
                Assignment(
                    id=new_id(),
                    round_id=work_round.id,
                    coder_id=coder.id,
                    account_id=account.id,
                    position=position,
                ),
            )
            for position, account in enumerate(order, 1)
        ]
    return edits


def check_name(view: StudyView, name: str) -> None:
    """Refuses a name that is none, or that a round has."""
    if not name.strip() or not name.isprintable():
        raise UserError(f"{name!r} is no name for a round", hint="give it a name")
    if view.find_round(name) is not None:
        raise UserError(f"there is a round {name!r}", hint="choose another name")


def check_seed(seed: int) -> None:
    """Refuses a seed that the study file cannot keep."""
    if not 0 <= seed <= LARGEST_SEED:
        raise UserError(f"{seed} is no seed", hint="give a whole number from 0")


def next_number(view: StudyView) -> int:
    """The number of the next round."""
    return max((each.number for each in view.rounds.values()), default=0) + 1


def frozen_codebook(view: StudyView) -> tuple[Codebook, list[Edit]]:
    """The newest codebook, frozen, and the edit that freezes it where it is not yet.

    Raises:
        UserError: the study has no codes.
    """
    book = view.codebook
    if not any(True for _ in book.codes()):
        raise UserError("the codebook has no codes", hint="bring one in before a round is drawn")
    if book.frozen:
        return book, []
    frozen = replace(book, frozen=True)
    return frozen, [Replace(book, frozen)]


def _people(view: StudyView, coders: Sequence[Id]) -> list[Coder]:
    """The coders by name, each once; readers and the consensus layer code nothing."""
    people = [view.coders[each] for each in dict.fromkeys(coders)]
    for each in people:
        if each.role in ("reader", "consensus"):
            raise UserError(f"{each.name} does not code", hint="name coders")
    if len(people) < 2:
        raise UserError("a round needs two coders or more", hint="name them with commas between")
    return sorted(people, key=lambda each: each.name)


def _drawable(view: StudyView) -> list[Account]:
    """Accounts with a transcript that a set of codes is for, by dyad, session and voice."""
    sets = [each for each in view.codebook.sets if each.codes]
    named = {voice for each in sets for voice in each.accounts}
    any_recall = any(not each.accounts for each in sets)
    found = [
        each
        for each in ordered_accounts(view)
        if (each.voice in named or (any_recall and each.voice != SESSION_VOICE))
        and view.transcript_of(each.id) is not None
    ]
    if sets and not found:
        raise UserError("there is nothing to draw from", hint="import transcripts first")
    return found


def _size(available: int, share: float | None, count: int | None) -> int:
    """How many accounts are drawn."""
    if share is not None and count is not None:
        raise UserError("a share and a count are given", hint="give one of them")
    if share is not None:
        if not 0 < share <= 1:
            raise UserError(f"{share:g} is no share", hint="give one above 0 and at most 1")
        return max(1, ceil(round(share * available, 9)))
    if count is None:
        return available
    if not 1 <= count <= available:
        hint = f"give 1 to {available}, the transcripts that there are"
        raise UserError(f"{count} transcripts cannot be drawn", hint=hint)
    return count


# Gates ---------------------------------------------------------------------------------------


def _gate(gate: tuple[str, float] | None) -> tuple[str, float | None]:
    if gate is None:
        return "", None
    coefficient, threshold = gate
    known = list(dict.fromkeys((*SPAN_COEFFICIENTS, *CATALOGUE)))
    if coefficient not in known:
        raise UserError(f"no coefficient {coefficient!r}", hint=f"there are {', '.join(known)}")
    if not isfinite(threshold) or not -1 <= threshold <= 1:
        raise UserError(f"{threshold:g} is no threshold", hint="give a number from -1 to 1")
    return coefficient, threshold


def record_gate(
    view: StudyView, round_id: Id, result: Result, code_set: str, decided_by: str
) -> Edit:
    """Puts down how a round stands against its gate; an undefined value has not passed.

    Args:
        view: the study with the work of all coders.
        round_id: the round.
        result: of the round's coefficient, over all codes.
        code_set: name of the set of codes that the result is of.
        decided_by: who holds the round against its gate.

    Raises:
        UserError: the round has no gate, the result is not what its gate asks for, or the
            consensus layer is among those compared.
    """
    work_round = view.rounds[round_id]
    threshold = work_round.gate_threshold
    if threshold is None:
        raise UserError(f"the round {work_round.name} has no gate")
    wanted = work_round.gate_coefficient
    if result.coefficient != wanted or result.code is not None:
        about = f" of {result.code}" if result.code is not None else ""
        raise UserError(
            f"the gate of round {work_round.name} is not held against {result.coefficient}{about}",
            hint=f"it asks for {wanted} over all codes",
        )
    edits, layer = consensus_coder(view)
    if layer.name in result.coders:
        raise UserError(
            f"the gate of round {work_round.name} is about its coders, and {layer.name} is none",
            hint="compare the coders with each other",
        )
    value = None if isnan(result.value) else result.value
    gate = Gate(
        id=new_id(),
        round_id=round_id,
        coder_id=layer.id,
        code_set=code_set,
        coefficient=result.coefficient,
        threshold=threshold,
        value=value,
        reason=result.reason,
        ci_low=result.ci_low,
        ci_high=result.ci_high,
        n=result.n,
        unit=result.unit,
        coders=result.coders,
        passed=value is not None and value >= threshold,
        version=result.version,
        decided_by=decided_by,
        decided_at=now_text(),
    )
    return Several((*edits, Replace(None, gate)))
