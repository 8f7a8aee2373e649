"""What was done and can be taken back: one line of edits for the open study."""

from __future__ import annotations

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


class History:
    """The steps done and undone since the study was opened. It applies nothing itself.

    Attributes:
        passed: the step that undo or redo went over last; None where nothing was undone yet.
    """

    def __init__(self) -> None:
        self._steps: list[Step] = []
        self._done = 0
        self.passed: Step | None = None

    @property
    def last(self) -> Step | None:
        """The step that undo would take back."""
        return self._steps[self._done - 1] if self._done else None

    @property
    def next(self) -> Step | None:
        """The step that redo would do again."""
        return self._steps[self._done] if self._done < len(self._steps) else None

    @property
    def done(self) -> int:
        """How many steps are done; those after them are undone."""
        return self._done

    def steps(self) -> tuple[Step, ...]:
        """All of them in order, the undone ones too."""
        return tuple(self._steps)

    def push(self, step: Step) -> None:
        """Takes in a step that is done; what could be redone until now is dropped."""
        self._steps[self._done :] = [step]
        self._done += 1

    def replace_last(self, step: Step) -> None:
        """Puts a step in the place of the last one, which it contains."""
        self._steps[self._done - 1] = step
        del self._steps[self._done :]

    def step_back(self) -> None:
        """The last step is undone."""
        self.passed = self.last
        self._done -= 1

    def step_forward(self) -> None:
        """The next step is done again."""
        self.passed = self.next
        self._done += 1

    def drop_last(self) -> None:
        """Forgets a step that can no longer be undone, and what came after it."""
        self._done -= 1
        del self._steps[self._done :]

    def drop_next(self) -> None:
        """Forgets what can no longer be redone."""
        del self._steps[self._done :]
