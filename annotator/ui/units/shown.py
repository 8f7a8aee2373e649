"""What the pane of units shows: a set, its units and one coder's judgements of them."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.bins import Bin
from annotator.domain.codebook import CodeSet, Scale
from annotator.domain.ids import Id
from annotator.domain.judgement import Judgement
from annotator.domain.target import Target, is_coded


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One set on the units of one account, session or dyad.

    Attributes:
        title: what is judged, `D07, session 3, patient`.
        targets: the bins in order of time; one for a form; empty where nothing can be judged.
        judgements: of each target, None where it is not judged.
        note: why there is no target, or what is to be known of them.
        accounts: id and voice of the accounts that could be judged.
        account_id: the one that is.
        coders: id and name of those who judged here, for whoever reads everybody's work.
        coder_id: whose judgements these are.
        may_write: whether they can be changed.
        codebook_id: the version that the set is shown as it has it.
    """

    code_set: CodeSet
    title: str
    targets: tuple[Target, ...]
    judgements: tuple[Judgement | None, ...]
    note: str = ""
    accounts: tuple[tuple[Id, str], ...] = ()
    account_id: Id | None = None
    coders: tuple[tuple[Id, str], ...] = ()
    coder_id: Id | None = None
    may_write: bool = True
    codebook_id: Id | None = None

    @property
    def is_there(self) -> bool:
        """Whether a pane is worth its room: no account that can be judged is told elsewhere."""
        return bool(self.targets) or self.account_id is not None

    def is_beside(self, other: Shown) -> bool:
        """Whether it is of the same session as another: of one of the accounts offered with it."""
        return any(each == other.account_id for each, _ in self.accounts)

    @property
    def left(self) -> list[int]:
        """Places of the targets that do not count as coded."""
        pairs = enumerate(self.judgements)
        return [place for place, own in pairs if not is_coded(self.code_set, own)]


def bin_of(target: Target) -> Bin:
    """The stretch of a bin."""
    return Bin(target.start_ms or 0, target.end_ms or 0)


def digit_value(digit: int, negative: bool, lowest: int, highest: int) -> int | None:
    """The value that a digit means on a scale; 0 is ten where the scale has ten but no nought.

    >>> digit_value(4, False, 1, 7), digit_value(2, True, -3, 3), digit_value(0, False, 1, 11)
    (4, -2, 10)
    >>> digit_value(8, False, 1, 7) is None
    True
    """
    value = -digit if negative else digit
    if value == 0 and lowest > 0:
        value = 10
    return value if lowest <= value <= highest else None


def scale_words(scale: Scale, value: int) -> str:
    """A value with its label.

    >>> scale_words(Scale(id="s", name="Mode", minimum=1, maximum=7), 4)
    'Mode 4'
    """
    label = scale.label(value)
    shown = str(value).replace("-", "−")
    return f"{scale.name} {shown}" + (f", {label}" if label else "")
