"""What was done and can be taken back: one line of edits for the open study."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from annotator.domain.edits import Edit
from annotator.domain.ids import Id


@dataclass(frozen=True, slots=True)
class Step:
    """One edit that a person made, named as the person would: `Code as Shame`.

    Attributes:
        seen_by: whose work was loaded when it was made, as in `OpenStudy`; None for all of it.
        at: when, on the clock of this machine.
    """

    edit: Edit
    text: str
    seen_by: Id | None = None
    at: datetime = field(default_factory=datetime.now)


@dataclass(slots=True)
class _Kept:
    """A step in the stack, and while it is undone for whom it was taken back."""

    step: Step
    number: int
    undone_by: Id | None = None


class History:
    """The steps done and undone since the study was opened. It applies nothing itself.

    One stack for all who sit here in turn. Something new takes from what could be redone only
    what the same person has taken back: another coder's undone steps stay, and can be redone
    after what was made meanwhile, on which they never rest.

    Attributes:
        passed: the step that undo or redo went over last; None where nothing was undone yet.
    """

    def __init__(self) -> None:
        self._kept: list[_Kept] = []
        self._done = 0
        self._pushed = 0
        self.passed: Step | None = None

    @property
    def last(self) -> Step | None:
        """The step that undo would take back."""
        return self._kept[self._done - 1].step if self._done else None

    @property
    def next(self) -> Step | None:
        """The step that was taken back last."""
        return self._kept[self._done].step if self._done < len(self._kept) else None

    def next_of(self, may: Callable[[Step], bool]) -> Step | None:
        """The step that redo would do again for somebody who may redo only some of them.

        What others have undone is passed over where the step was made before it, and so
        without it; a step that may rest on another's undone one waits for that.
        """
        passed_over: list[int] = []
        for kept in self._kept[self._done :]:
            if may(kept.step):
                return kept.step if all(each > kept.number for each in passed_over) else None
            passed_over.append(kept.number)
        return None

    @property
    def done(self) -> int:
        """How many steps are done; those after them are undone."""
        return self._done

    def steps(self) -> tuple[Step, ...]:
        """All of them in order, the undone ones too."""
        return tuple(each.step for each in self._kept)

    def push(self, step: Step) -> None:
        """Takes in a step that is done; what the same person could redo until now is dropped."""
        self._drop_undone(step.seen_by)
        self._pushed += 1
        self._kept.insert(self._done, _Kept(step, self._pushed))
        self._done += 1

    def replace_last(self, step: Step) -> None:
        """Puts a step in the place of the last one, which it contains."""
        self._kept[self._done - 1].step = step
        self._drop_undone(step.seen_by)

    def step_back(self, by: Id | None = None) -> None:
        """The last step is undone, in the work of `by`."""
        self.passed = self.last
        self._done -= 1
        self._kept[self._done].undone_by = by

    def step_forward(self, step: Step) -> None:
        """An undone step is done again."""
        self.passed = step
        self._kept.insert(self._done, self._kept.pop(self._place(step)))
        self._done += 1

    def drop_last(self) -> None:
        """Forgets a step that can no longer be undone, and what was taken back before it."""
        self._done -= 1
        gone = self._kept.pop(self._done)
        self._drop_undone(gone.step.seen_by)

    def drop_next(self, step: Step) -> None:
        """Forgets a step that can no longer be redone, and those that its maker made after it."""
        place = self._place(step)
        later = [each for each in self._kept[place + 1 :] if each.step.seen_by != step.seen_by]
        self._kept[place:] = later

    def _place(self, step: Step) -> int:
        """Where an undone step stands."""
        undone = range(self._done, len(self._kept))
        return next(place for place in undone if self._kept[place].step is step)

    def _drop_undone(self, by: Id | None) -> None:
        """Forgets what was taken back for one person."""
        undone = self._kept[self._done :]
        self._kept[self._done :] = [each for each in undone if each.undone_by != by]
