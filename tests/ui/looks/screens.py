"""What the walks go through: every tab of the window, more views of it, and every dialog.

A tab and a dialog that a command opens are found by themselves: tabs stand in `TABS`, and each
command whose text ends with `…` is run. A view that is neither gets one line in `MORE_VIEWS` of
`views`, a sheet that no command opens at once gets one in `MORE_SHEETS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.app.actions import ACTIONS
from annotator.app.actions.keymap import Keymap
from annotator.app.leak_choices import LeakChoices
from annotator.app.open_study import OpenStudy, open_study
from annotator.app.settings import Settings
from annotator.app.sharing import Owner, Status
from annotator.app.verbs.codebook_files import starters
from annotator.app.verbs.leak_scan import Said, look_through
from annotator.app.verbs.progressing import CoderProgress, OutProgress, StudyProgress
from annotator.app.verbs.recoding import Decisions, Recoding, Undecided
from annotator.domain.codebook import Code
from annotator.domain.guide import Question
from annotator.domain.moment import Moment
from annotator.domain.study import Dyad
from annotator.ui.asking import Asking
from annotator.ui.asking_agreement import AskingAgreement
from annotator.ui.asking_design import AskingDesign
from annotator.ui.asking_guide import AskingGuide
from annotator.ui.asking_pictures import AskingPictures
from annotator.ui.comparing import COMPARING
from annotator.ui.dialogs.certificate import CertificateSheet
from annotator.ui.dialogs.code_passages import CodePassagesSheet
from annotator.ui.dialogs.codebook_edit import MergeSheet, SplitSheet, StarterSheet
from annotator.ui.dialogs.codebook_files import ExportCodebookSheet
from annotator.ui.dialogs.design_people import DyadSheet, ParticipantSheet
from annotator.ui.dialogs.design_sessions import AccountSheet, InterviewSheet, SessionSheet
from annotator.ui.dialogs.edit_keys import KeysSheet
from annotator.ui.dialogs.erase import ErasingSheet
from annotator.ui.dialogs.example import ExampleSheet
from annotator.ui.dialogs.filter_name import FilterNameSheet
from annotator.ui.dialogs.guide_question import QuestionSheet
from annotator.ui.dialogs.hand_in import HandInSheet
from annotator.ui.dialogs.history import HistorySheet
from annotator.ui.dialogs.journal import JournalExportSheet
from annotator.ui.dialogs.leaks import LeakQuestion, LeaksSheet
from annotator.ui.dialogs.opening import OpeningSheet
from annotator.ui.dialogs.overlaps import OverlapRow, OverlapsSheet
from annotator.ui.dialogs.pairing_export import PairingExportSheet
from annotator.ui.dialogs.passphrase import ask_passphrase, ask_password
from annotator.ui.dialogs.progress import ProgressQuestion, ProgressSheet
from annotator.ui.dialogs.recode import RecodeSheet
from annotator.ui.dialogs.recovery_key import RecoveryKeySheet
from annotator.ui.dialogs.rekeying import RekeyingSheet
from annotator.ui.dialogs.report import ask_with_report
from annotator.ui.dialogs.rescue import RescuedSheet, RescueSheet, RescuingSheet
from annotator.ui.dialogs.server import ServerSheet
from annotator.ui.dialogs.settler import SettlerSheet
from annotator.ui.dialogs.share import ApartSheet, WorkInItSheet
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.strike import StrikeSheet
from annotator.ui.dialogs.unsaved import ask_discard
from annotator.ui.history_model import StepRow
from annotator.ui.run import made_window, show_a_moment
from annotator.ui.study_page import TABS
from annotator.ui.window import Window
from tests.ui.looks.views import LONG, MORE_VIEWS, settle

Visit = Callable[[QWidget, str], None]
"""Looks at a widget on screen; the text names it."""
CODER = "RA-2"


def shown(
    place: Path | None, *, coder: str | None = CODER, percent: int = 100, scheme: str = "light",
    size: tuple[int, int] = (1280, 800),
) -> Window:  # fmt: skip
    """The whole window on a study, a moment chosen; on its start page without one."""
    settings = Settings(scheme=scheme, percent=percent)  # type: ignore[arg-type]
    window = made_window(settings, keep=lambda _: None)
    for asking in (Asking, AskingAgreement, AskingDesign, AskingGuide, AskingPictures):
        asking(window)
    window.resize(*size)
    window.show()
    settle()
    if place is not None:
        window.show_study(open_study(place, coder=coder))
        settle()
        show_a_moment(window)
        settle()
    return window


def end(window: Window) -> None:
    """Closes a window for good."""
    window.close()
    window.deleteLater()
    settle()


def visit_views(window: Window, visit: Visit) -> None:
    """Goes through the tabs, folded ones too, and through the other views of an open study."""
    assert window.study is not None
    blind = window.study.seen_by is not None
    for tab in TABS:
        if blind and tab in COMPARING:
            continue
        window.show_tab(tab)
        window.wait_for_comparison()
        settle()
        visit(window, tab)
    window.show_tab("coding")
    for name, show in MORE_VIEWS.items():
        part = show(window)
        settle()
        visit(part or window, name)


@contextmanager
def sheets_visited(visit: Visit) -> Iterator[list[str]]:
    """Every sheet that is asked meanwhile is shown, visited and refused; gives their classes."""
    seen: list[str] = []

    def exec_(sheet: Sheet) -> int:
        seen.append(type(sheet).__name__)
        sheet.show()
        settle()
        visit(sheet, f"{type(sheet).__name__}: {sheet.windowTitle()}")
        sheet.hide()
        return 0

    before = Sheet.exec
    Sheet.exec = exec_  # type: ignore[method-assign,assignment]
    try:
        yield seen
    finally:
        Sheet.exec = before  # type: ignore[method-assign]


def visit_sheets(window: Window, files: Path, visit: Visit) -> set[str]:
    """Opens the sheet of every command that asks, and those of `MORE_SHEETS`; gives the classes.

    Args:
        window: on the sample study, open for everyone or for a coder.
        files: a folder with `talk.txt`, `plan.csv` and `scores.csv`.
        visit: looks at a sheet.
    """
    assert window.study is not None
    chosen = {
        "Import a transcript": files / "talk.txt",
        "Import a plan": files / "plan.csv",
        "Import measures": files / "scores.csv",
    }

    def choose(_parent: QWidget, title: str, *_: object) -> tuple[str, str]:
        return str(chosen.get(title, "")), ""

    files_before = QFileDialog.getOpenFileName, QFileDialog.getSaveFileName
    several_before = QFileDialog.getOpenFileNames
    QFileDialog.getOpenFileNames = lambda *_: ([], "")  # type: ignore[method-assign]
    QFileDialog.getOpenFileName = QFileDialog.getSaveFileName = choose  # type: ignore[method-assign,assignment]
    asks = [each.id for each in ACTIONS if each.text.endswith("…")]
    try:
        with sheets_visited(visit) as seen:
            for tab in ("coding", "agreement"):
                window.show_tab(tab)
                window.wait_for_comparison()
                settle()
                if tab == "coding" and window.desk is not None:
                    window.desk.select("turn")
                for action_id in (*asks, "shortcuts", "about", "meanings"):
                    window.commands.run(action_id)
                    window.palette_box.shut()
            window.show_tab("consensus")
            window.wait_for_comparison()
            settle()
            window.commands.run("mark")
            window.show_tab("coding")
            for make in MORE_SHEETS:
                sheet = make(window, window.study)
                if isinstance(sheet, Sheet):
                    sheet.ask(520)
    finally:
        QFileDialog.getOpenFileName, QFileDialog.getSaveFileName = files_before  # type: ignore[method-assign]
        QFileDialog.getOpenFileNames = several_before  # type: ignore[method-assign]
    return set(seen)


def _leaks() -> LeakQuestion:
    said = [Said(f"In Bergen, call +47 22 85 50 50. {LONG}", "D01, session 3, patient, turn 4")]
    return LeakQuestion(look=lambda _: look_through(said), before=LeakChoices())


def _a_dyad(study: OpenStudy) -> Dyad:
    return min(study.view.dyads.values(), key=lambda each: each.name)


def _a_moment(study: OpenStudy) -> Moment:
    paired = {each for pairing in study.view.pairings.values() for each in pairing.moment_ids}
    return next(each for each in study.view.all_moments() if each.id in paired)


def _question(study: OpenStudy) -> Question:
    return next(each for each in study.view.questions.values() if each.text)


def _codes(study: OpenStudy) -> list[Code]:
    """The live codes for passages; more than one."""
    return [
        code
        for own, code in study.view.codebook.codes()
        if own.unit == "span" and not code.retired
    ]  # fmt: skip


def _recoding(study: OpenStudy) -> Callable[[Decisions], Recoding]:
    """What is found where a code was split, as long as nobody has said what a moment is."""
    split, *into = _codes(study)[:3]
    asked = Undecided(record=_a_moment(study), code=split, choices=tuple(into))
    return lambda _: Recoding(edit=None, moved=0, undecided=(asked,), kept=(), lines=(LONG,))


def _work() -> list[OutProgress]:
    """Two files of work that are out."""
    return [
        OutProgress(
            id=f"{number}d47f42b", round="Reliability 1", coder="RA-9", state="out",
            transcripts=17, made_at="2026-03-02T10:00:00.000+00:00", returned_at=None, machines=2,
            own_passphrase=False, reason="", late=True,
        )
        for number in range(2)
    ]  # fmt: skip


def _progress() -> ProgressQuestion:
    """Work that is overdue, with two files out."""
    own = CoderProgress(
        round="Reliability 1", coder="RA-9", assigned=17, to_do=10, in_progress=3, done=4,
        moments=104, judgements=28, worked_ms=45_000_000, days={},
        last_seen="2026-03-02T10:00:00.000+00:00", due="2026-03-09", late=True,
    )  # fmt: skip
    found = StudyProgress(coders=(own,), packages=tuple(_work()))
    return ProgressQuestion(
        found=found,
        nothing="",
        export=lambda *_: "",
        strike=lambda *_: found,
        place=Path("x.csv"),
    )


def _overlaps() -> list[OverlapRow]:
    """Two pairs, of two accounts and two coders."""
    return [
        OverlapRow(account=each, coder=coder, codes="Shared affect", first=LONG, second=LONG)
        for each, coder in (("patient", "RA-1"), ("therapist", "RA-2"))
    ]


def _steps() -> list[StepRow]:
    """Steps of a day, one of which whoever sits here may not see."""
    at = datetime(2026, 3, 14, 9, 30, tzinfo=UTC)
    texts = ("Code patient turn 12 as Shared affect", "", LONG, "Retire Textbook shared affect")
    return [StepRow(text=text, at=at if text else None) for text in texts]


MORE_SHEETS: tuple[Callable[[Window, OpenStudy], object], ...] = (
    lambda w, s: DyadSheet(w.look, w, s.view, _a_dyad(s).id),
    lambda w, s: ParticipantSheet(w.look, w, s.view, min(s.view.participants)),
    lambda w, s: SessionSheet(w.look, w, s.view, _a_dyad(s).id, w.desk.session_id),  # type: ignore[union-attr]
    lambda w, s: AccountSheet(w.look, w, s.view, min(s.view.sessions)),
    lambda w, s: InterviewSheet(w.look, w, s.view, _account_of(s)),
    lambda w, s: QuestionSheet(w.look, w, s.view, _question(s).id),
    lambda w, s: OpeningSheet(w.look, w, s.view, min(s.view.coders), min(s.view.sessions)),
    lambda w, _: HistorySheet(w.look, w, _steps(), 3),
    lambda w, s: CodePassagesSheet(w.look, w, s.view.codebook, "12 passages in 4 accounts."),
    lambda w, s: HandInSheet(w.look, w, s.view),
    lambda w, _: StrikeSheet(w.look, w, _work()),
    lambda w, _: StrikeSheet(w.look, w, _work()[:1]),
    lambda w, _: ProgressSheet(w.look, w, _progress()),
    lambda w, _: ErasingSheet(w.look, w),
    lambda w, _: CertificateSheet(
        w.look, w, ["Certificate of erasure", "Searched for: nothing."], str
    ),
    lambda w, _: RescueSheet(w.look, w, _torn(), _torn(), LONG, datetime(2026, 3, 2, tzinfo=UTC)),
    lambda w, _: RescueSheet(w.look, w, _torn(), _torn(), "", None),
    lambda w, _: RescuingSheet(w.look, w, "early alliance.iprstudy"),
    lambda w, _: RescuedSheet(w.look, w, "early alliance rescued.iprstudy", [LONG, LONG]),
    lambda w, s: MergeSheet(w.look, w, _codes(s)[:3]),
    lambda w, s: SplitSheet(w.look, w, _codes(s)[0]),
    lambda w, _: StarterSheet(w.look, w, starters()),
    lambda w, s: ExportCodebookSheet(w.look, w, s.view.codebook.number),
    lambda w, s: ExampleSheet(w.look, w, s.view.codebook, LONG, [_codes(s)[0].id]),
    lambda w, s: RecodeSheet(w.look, w, s.view, _recoding(s)),
    lambda w, _: OverlapsSheet(w.look, w, _overlaps()),
    lambda w, _: FilterNameSheet(w.look, w, "Rename the filter", "Rupture, low confidence"),
    lambda w, _: LeaksSheet(w.look, w, _leaks()),
    lambda w, _: JournalExportSheet(w.look, w, Path("memos"), 12),
    lambda w, _: _clashing(KeysSheet(w.look, w, Keymap())),
    lambda w, _: SettlerSheet(w.look, w),
    lambda w, _: WorkInItSheet(w.look, w, Status(standing="free")),
    lambda w, _: WorkInItSheet(w.look, w, Status(standing="theirs", owner=_owner(), stale=True)),
    lambda w, _: ApartSheet(w.look, w, Status(standing="ours", trouble=LONG, diverged=True)),
    lambda w, _: PairingExportSheet(w.look, w, Path("dyadic"), 12),
    lambda w, _: RekeyingSheet(w.look, w, lambda _: False),
    lambda w, _: RecoveryKeySheet(w.look, w, "-".join(["7K3QZ"] * 13), list, list),
    lambda w, _: ask_passphrase(w.look, w, "early alliance.iprstudy", "Wrong passphrase."),
    lambda w, _: ask_password(w.look, w, "recall", "Wrong passphrase."),
    lambda w, _: ServerSheet(w.look, w, "postgresql+psycopg://p_05a68c38@db.lab.example/recall"),
    lambda w, _: ask_with_report(w.look, w, "The study file is not sound", [LONG, LONG], "Go on"),
    lambda w, _: ask_discard(w.look, w, ["Textbook shared affect.", LONG]),
)


def _torn() -> Path:
    return Path("/home/berit/studies/early alliance.iprstudy")


def _owner() -> Owner:
    """Somebody on another machine."""
    since = "2026-03-14T09:30:00+00:00"
    return Owner(number=1, token="t", user="berit", host="LAB-OFFICE-3", since=since)


def _account_of(study: OpenStudy) -> str:
    transcript = study.view.transcripts[_a_moment(study).transcript_id]
    return transcript.account_id


def _clashing(sheet: KeysSheet) -> KeysSheet:
    sheet.field.put("Ctrl+B")
    return sheet
