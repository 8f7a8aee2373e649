"""Where the files that come with the app are: beside the package, or inside it once installed."""

from __future__ import annotations

from pathlib import Path

import annotator

_PACKAGE = Path(annotator.__file__).resolve().parent


def resource(name: str) -> Path:
    """The place of a resource: `sample/plan.csv`.

    Raises:
        FileNotFoundError: the installation is incomplete.
    """
    for root in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        place = root / name
        if place.exists():
            return place
    raise FileNotFoundError(f"the installation lacks the resource {name}")
