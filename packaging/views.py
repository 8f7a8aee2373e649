"""Takes a picture of every view and every sheet of a full study, for eyes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
SIZES = ((1280, 800), (1920, 1080))
CASES = [
    *((scheme, 100, size) for scheme in ("light", "dark") for size in SIZES),
    *((scheme, 200, SIZES[0]) for scheme in ("light", "dark")),
]
"""Theme, text size in percent, and size of the window."""
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

    from tests.ui.looks.material import make_material
    from tests.ui.looks.screens import end, shown, visit_sheets, visit_views

    folder = Path(arguments[0] if arguments else ROOT / "artefacts" / "views")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        os.environ["ANNOTATOR_HOME"] = str(Path(scratch) / "settings")
        for name, content in FILES.items():
            (Path(scratch) / name).write_text(content, encoding="utf-8")
        place = make_material(Path(scratch) / "sample")
        for scheme, percent, size in CASES:
            case = f"{scheme}-{percent}-{size[0]}x{size[1]}"

            def take(widget: QWidget, view: str, case: str = case) -> None:
                name = view.partition(":")[0].replace(",", "").replace(" ", "-")
                widget.grab().save(str(folder / f"{name}-{case}.png"))

            start = shown(None, scheme=scheme, percent=percent, size=size)
            take(start, "start page")
            end(start)
            for coder in (None, "RA-2"):  # of what both see, the coder's stays
                window = shown(place, coder=coder, scheme=scheme, percent=percent, size=size)
                visit_views(window, take)
                if size == SIZES[0]:  # a sheet is as large in any window
                    visit_sheets(window, Path(scratch), take)
                end(window)
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
