"""Takes the README's pictures of the window, its tabs and panes, light and dark."""

from __future__ import annotations

import math
import os
import sys
import wave
from array import array
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

ROOT = Path(__file__).resolve().parent.parent
SIZES = ((1280, 800), (1920, 1080))
TABS = (
    ("agreement", (1680, 1050)),
    ("consensus", (1440, 900)),
    ("dyads", (1440, 900)),
    ("overview", (1440, 900)),
)
ALIGNED = (1440, 900)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
CODER = "RA-2"
JUDGE = "RA-1"  # who judged bins of the sample
VIEWS = {
    "codebook": (1440, 900),
    "bins": (1440, 1000),
    "moments": (1440, 900),
    "search": (1440, 900),
    "playing": (1440, 900),
}
RATE = 4_000
SECONDS = 48 * 60 + 12


def main(arguments: list[str]) -> int:
    """Writes the pictures to the folder named first, `pictures` when none is."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.path.insert(0, str(ROOT))
    from annotator.app.open_study import open_study
    from annotator.app.verbs.sample import make_sample
    from annotator.ui.run import take_picture

    folder = Path(arguments[0] if arguments else "pictures")
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as scratch:
        place = make_sample(Path(scratch))
        with open_study(place, coder=CODER) as study:
            for scheme in SCHEMES:
                for width, height in SIZES:
                    target = folder / f"window-{scheme}-{width}x{height}.png"
                    take_picture(study, target, size=(width, height), scheme=scheme)
                    print(target)
                target = folder / f"aligned-{scheme}-{ALIGNED[0]}x{ALIGNED[1]}.png"
                take_picture(study, target, size=ALIGNED, scheme=scheme, aligned=True)
                print(target)
        with open_study(place) as study:
            for scheme in SCHEMES:
                for tab, size in TABS:
                    target = folder / f"{tab}-{scheme}-{size[0]}x{size[1]}.png"
                    take_picture(study, target, size=size, scheme=scheme, tab=tab)
                    print(target)
        take_views(folder, Path(scratch) / "more")
    return 0


def take_views(folder: Path, scratch: Path) -> None:
    """Pictures of what takes more than a tab: a recording, another version, something sought."""
    from tests.ui.looks import views
    from tests.ui.looks.material import make_material
    from tests.ui.looks.screens import end, shown

    scratch.mkdir()
    os.environ["ANNOTATOR_HOME"] = str(scratch / "settings")
    heard = write_voices(scratch / "D01 session 3.wav")
    (scratch / "study").mkdir()
    place = make_material(scratch / "study", recording=heard, from_ms=0)
    shows = {
        "codebook": lambda window: views.show_codebook(window, "Shared affect"),
        "bins": views.show_bins,
        "moments": views.show_moments,
        "search": views.show_search,
        "playing": views.show_recording,
    }
    for scheme in SCHEMES:
        for name, size in VIEWS.items():
            coder = {"codebook": None, "bins": JUDGE}.get(name, CODER)
            window = shown(place, coder=coder, scheme=scheme, size=size)
            shows[name](window)
            views.settle()
            target = folder / f"{name}-{scheme}-{size[0]}x{size[1]}.png"
            window.grab().save(str(target))
            print(target)
            end(window)


def write_voices(file: Path) -> Path:
    """A session's length of a sound that rises and falls as two people in turn do."""
    samples = array("h")
    for second in range(SECONDS):
        turn = math.sin(second / 7) + math.sin(second / 17 + 1) + math.sin(second / 41)
        loud = max(0.06, min(1.0, 0.35 + 0.22 * turn + 0.2 * math.sin(second * 1.7)))
        wide = 26_000 * loud
        samples.extend(round(wide * math.sin(i * 0.9)) for i in range(RATE))
    with wave.open(str(file), "wb") as made:
        made.setparams((1, 2, RATE, len(samples), "NONE", ""))
        made.writeframes(samples.tobytes())
    return file


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
