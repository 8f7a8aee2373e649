"""What was settled between coders, and rounds held against their gate.

Both belong to the consensus layer: their `coder_id` is that of the coder with the role
`consensus`, so that they are not loaded for a coder who works blind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from annotator.domain.ids import Id

Choice = Literal["agreed", "take", "take all", "new", "leave out"]
CHOICES: tuple[Choice, ...] = ("agreed", "take", "take all", "new", "leave out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One passage settled: what the coders had, what was chosen, why, by whom and when.

    Attributes:
        coder_id: the consensus layer.
        start, end: the passage that the coders' moments span together.
        code_set_id: the set of codes that was settled; empty where no moment had a code.
        choice: `agreed` where nothing differed, one coder's moment, everybody's, a new one, none.
        moment_ids: the coders' moments that it was about.
        made_ids: the moments that it put into the consensus layer.
        seen: digest of the coders' moments as they were then; where it differs from today's,
            somebody has changed one since.
        reason: as the person wrote it.
        decided_by: who decided, as they call themselves.
        decided_at: UTC, ISO 8601.
    """

    id: Id
    round_id: Id
    coder_id: Id
    transcript_id: Id
    start: int
    end: int
    choice: Choice
    code_set_id: Id = ""
    moment_ids: tuple[Id, ...] = ()
    made_ids: tuple[Id, ...] = ()
    seen: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """A round held against its threshold, as it was when it was recorded.

    Attributes:
        coder_id: the consensus layer.
        value: None where the coefficient was undefined, and then `reason` says why.
        coders: names of those compared.
        passed: whether the value reached the threshold.
        version: of the formula.
    """

    id: Id
    round_id: Id
    coder_id: Id
    code_set: str
    coefficient: str
    threshold: float
    value: float | None
    reason: str = ""
    ci_low: float | None = None
    ci_high: float | None = None
    n: int = 0
    unit: str = ""
    coders: tuple[str, ...] = ()
    passed: bool = False
    version: str = ""
    decided_by: str = ""
    decided_at: str = ""
