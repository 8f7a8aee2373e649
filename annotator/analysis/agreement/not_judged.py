"""Units of which a coder who is done said nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotator.analysis.agreement.judged import Target
from annotator.analysis.agreement.report_values import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class NotJudged:
    """Units of which a coder who is done said nothing.

    Attributes:
        places: the target of each, by name.
        whole: how many units there were to judge.
    """

    coder: str
    places: tuple[str, ...]
    whole: int

    def said(self, among: Sequence[str]) -> str:
        """How many they are; empty where there are none or the coder is not among these."""
        if self.coder not in among or not self.places:
            return ""
        of_all = f"{len(self.places)} of {counted(self.whole, 'unit')}"
        where = ", ".join(dict.fromkeys(self.places)) if len(set(self.places)) <= 3 else ""
        return f"{of_all} without a judgement by {self.coder}{where and f' ({where})'}"


def not_judged(targets: Sequence[Target], coders: Sequence[str]) -> list[NotJudged]:
    """For each coder the units of targets that the coder is done with, and did not judge."""
    found = []
    for name in coders:
        own = [each for each in targets if name in each.judgements]
        keys = [(each, key) for each in own for key in each.units()]
        places = tuple(each.name for each, key in keys if key not in each.judgements[name])
        found.append(NotJudged(coder=name, places=places, whole=len(keys)))
    return found
