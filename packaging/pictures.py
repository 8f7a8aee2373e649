"""Takes the README's pictures of the window and its tabs from the sample study, light and dark."""

from __future__ import annotations

import os
import sys
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
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
