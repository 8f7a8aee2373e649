"""Questionnaires that the parties fill in about a session, and their scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.domain.ids import Id

MeasureKind = Literal["alliance", "symptoms", "evaluation", "other"]
MEASURE_KINDS: tuple[MeasureKind, ...] = ("alliance", "symptoms", "evaluation", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A questionnaire, or one scale of it.

    Attributes:
        name: as tables and pictures show it (`WAI-SR`, `CORE-10`).
        kind: therapist and patient alliance are compared.
        minimum, maximum: the scores that it can give; None where not known.
    """

    id: Id
    name: str
    kind: MeasureKind = "other"
    minimum: float | None = None
    maximum: float | None = None

    def takes(self, value: float) -> bool:
        """Whether a score can be.

        >>> Measure(id="m", name="WAI-SR", minimum=1, maximum=5).takes(5.5)
        False
        """
        above = self.minimum is None or value >= self.minimum
        return above and (self.maximum is None or value <= self.maximum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one party scored on a measure in one session. A missing score has no record.

    Attributes:
        voice: `therapist` or `patient`.
    """

    id: Id
    measure_id: Id
    session_id: Id
    voice: str
    value: float
