"""Studies that lose something, for tests of what a rescue makes of the rest."""

from __future__ import annotations

from pathlib import Path

from annotator.domain.edits import Replace, added
from annotator.domain.moment import Moment
from annotator.domain.view import StudyView
from annotator.storage import Rescued, create, open_study, rescue
from annotator.storage.connection import connect
from tests.storage.making import make, moment_in, new_study


class Plain:
    """A plain study whose rows a test takes away, as lost pages would."""

    def __init__(self, folder: Path) -> None:
        self.place, self.made = folder / "plain.iprstudy", make()
        self.moment = moment_in(self.made, self.made.transcripts[0], memo="first")
        with create(self.place, new_study(), None) as store:
            store.apply(self.made.edit, action="plan")
            store.apply(added(self.moment), action="mark")

    def change(self, before: Moment | None, after: Moment | None) -> None:
        with open_study(self.place) as store:
            store.apply(Replace(before, after), action="change")

    def lose(self, *statements: str) -> None:
        driver = connect(self.place, None, foreign_keys=False)
        for statement in statements:
            driver.execute(statement)
        driver.close()

    def rescued(self, goal: Path) -> tuple[Rescued, list[Moment]]:
        report, view = self.rescued_view(goal)
        return report, list(view.all_moments())

    def rescued_view(self, goal: Path) -> tuple[Rescued, StudyView]:
        """The report, and the new file, which is sound."""
        report = rescue(self.place, goal, None)
        with open_study(goal) as store:
            assert store.check() == []
            return report, store.view()
