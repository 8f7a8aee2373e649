"""Takes a picture of every view and every sheet of the sample study, for eyes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
CASES = (("light", 100), ("dark", 100), ("light", 200))
FILES = {
    "talk.txt": "T: Good morning, do sit down.\nP: Morning. The parking was a nightmare.\n",
    "plan.csv": "dyad,session,account,status,reason\nD09,3,patient,missing,moved away\n",
    "scores.csv": "dyad,session,wai_p,wai_t\nD01,3,5.2,4.9\nD02,3,4.1,5.0\n",
}


def main(arguments: list[str]) -> int:
    """Writes the pictures to the folder named first, `artefacts/views` when none is."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(ROOT))
    from PySide6.QtWidgets import QWidget  # noqa: TID251 - pictures of the widgets

    from annotator.app.verbs.sample import make_sample
    from tests.ui.looks.screens import end, shown, visit_sheets, visit_views

    folder = Path(arguments[0] if arguments else ROOT / "artefacts" / "views")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        os.environ["ANNOTATOR_HOME"] = str(Path(scratch) / "settings")
        for name, content in FILES.items():
            (Path(scratch) / name).write_text(content, encoding="utf-8")
        place = make_sample(Path(scratch) / "sample")
        for scheme, percent in CASES:

            def take(widget: QWidget, view: str, case: str = f"{scheme}-{percent}") -> None:
                name = view.partition(":")[0].replace(" ", "-")
                widget.grab().save(str(folder / f"{name}-{case}.png"))

            for coder in ("RA-2", None):
                window = shown(place, coder=coder, scheme=scheme, percent=percent, size=(1440, 900))
                visit_views(window, take)
                visit_sheets(window, Path(scratch), take)
                end(window)
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
