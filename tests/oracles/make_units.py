"""Writes units.json: what other packages say of 200 random tables; the suite only reads it.

Two environments of their own, since these packages are GPL or pin old versions of others; the
project's environment has none of them:

    A/bin/pip install scikit-learn statsmodels krippendorff nltk pingouin
    A/bin/python tests/oracles/make_units.py packages
    B/bin/pip install irrCAC
    B/bin/python tests/oracles/make_units.py irrcac

The clock, nominal alpha of a million units side by side with `krippendorff`, is run by the first
command with the checkout on its path: PYTHONPATH=. A/bin/python ...
"""

from __future__ import annotations

import json
import math
import random
import sys
import warnings
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

PLACE = Path(__file__).with_name("units.json")
TABLES = 200
SETS = "abc"
Row = list[int | None]


def random_tables() -> list[dict[str, Any]]:
    """Tables as words: for each coder a digit for each unit, "." where it is missing."""
    chance = random.Random(20_240_611)
    tables = []
    for number in range(TABLES):
        size, coders, units = chance.choice([2, 3, 4, 5, 8]), chance.randint(2, 5), 0
        units = chance.randint(8, 30)
        gaps = 0.15 if number % 2 else 0.0
        skill = chance.uniform(0.2, 0.95)
        columns = [""] * coders
        for _ in range(units):
            true = min(int(chance.expovariate(0.7)), size - 1)
            for coder in range(coders):
                given = true if chance.random() < skill else chance.randrange(size)
                columns[coder] += "." if chance.random() < gaps else str(given)
        tables.append({"size": size, "coders": columns})
    return tables


def rows_of(table: dict[str, Any]) -> list[Row]:
    """Units × coders."""
    columns = [[None if c == "." else int(c) for c in each] for each in table["coders"]]
    return [list(row) for row in zip(*columns, strict=True)]


def members(digit: int) -> frozenset[str]:
    """The set that a digit from 0 to 7 stands for."""
    return frozenset(name for place, name in enumerate(SETS) if digit >> place & 1)


def kept(value: float) -> float | None:
    """A value as it is written: twelve digits, None where the package has none."""
    return None if not math.isfinite(value) else float(f"{value:.12g}")


# ---------------------------------------------------------------- scikit-learn and the others


def by_sklearn(rows: list[Row], size: int) -> dict[str, Any]:
    from sklearn.metrics import cohen_kappa_score  # type: ignore[import-not-found]

    first, second = zip(*(row[:2] for row in rows if None not in row[:2]), strict=True)
    labels = list(range(size))
    weights = {"cohen": None, "linear": "linear", "quadratic": "quadratic"}
    return {
        name: kept(cohen_kappa_score(first, second, labels=labels, weights=each))
        for name, each in weights.items()
    }


def by_statsmodels(rows: list[Row], size: int) -> dict[str, Any]:
    from statsmodels.stats.inter_rater import fleiss_kappa  # type: ignore[import-not-found]

    full = [row for row in rows if None not in row]
    counts = np.array([[row.count(each) for each in range(size)] for row in full])
    return {"fleiss_complete": kept(fleiss_kappa(counts))}


def by_krippendorff(rows: list[Row], size: int) -> dict[str, Any]:
    import krippendorff  # type: ignore[import-not-found]

    table = np.array([[np.nan if v is None else v for v in row] for row in rows], dtype=float).T
    return {
        f"alpha_{level}": kept(
            krippendorff.alpha(table, level_of_measurement=level, value_domain=list(range(size)))
        )
        for level in ("nominal", "ordinal", "interval", "ratio")
    }


def by_nltk(rows: list[Row]) -> dict[str, Any]:
    from nltk.metrics import jaccard_distance, masi_distance  # type: ignore[import-not-found]
    from nltk.metrics.agreement import AnnotationTask  # type: ignore[import-not-found]

    def guarded(distance: Any) -> Any:
        # nltk divides by zero at two empty sets.
        return lambda one, other: 0.0 if one == other else distance(one, other)

    paired = [row for row in rows if sum(v is not None for v in row) > 1]
    data = [
        (coder, unit, members(value))
        for unit, row in enumerate(paired)
        for coder, value in enumerate(row)
        if value is not None
    ]
    distances = {"masi": masi_distance, "jaccard": jaccard_distance}
    return {
        f"alpha_{name}": kept(AnnotationTask(data, distance=guarded(each)).alpha())
        for name, each in distances.items()
    }


def by_pingouin(rows: list[Row]) -> dict[str, Any]:
    import pandas as pd  # type: ignore[import-untyped]
    import pingouin  # type: ignore[import-not-found]

    full = [row for row in rows if None not in row]
    long = pd.DataFrame(
        [(t, c, float(v or 0)) for t, row in enumerate(full) for c, v in enumerate(row)],
        columns=["target", "coder", "rating"],
    )
    pingouin.options["round.column.CI95"] = None
    found = pingouin.intraclass_corr(long, targets="target", raters="coder", ratings="rating")
    return {
        "icc": [kept(value) for value in found["ICC"]],
        "icc_ends": [[kept(end) for end in ends] for ends in found.filter(like="CI").iloc[:, 0]],
    }


def clock() -> dict[str, float]:
    """Seconds for nominal alpha of a million units and three coders, medians of five."""
    import krippendorff

    from annotator.analysis.agreement import krippendorff_alpha_nominal

    rng = np.random.default_rng(1)
    true = rng.integers(0, 5, size=(1_000_000, 1))
    guesses = rng.integers(0, 5, size=(1_000_000, 3))
    ratings = np.where(rng.random((1_000_000, 3)) < 0.7, true, guesses).astype(float)
    ratings[rng.random(ratings.shape) < 0.05] = np.nan

    def seconds(run: Any) -> tuple[float, float]:
        times, value = [], math.nan
        for _ in range(5):
            began = perf_counter()
            value = run()
            times.append(perf_counter() - began)
        return round(median(times), 4), value

    ours, mine = seconds(lambda: krippendorff_alpha_nominal(ratings).value)
    theirs, other = seconds(lambda: krippendorff.alpha(ratings.T, level_of_measurement="nominal"))
    assert abs(mine - other) < 1e-9, (mine, other)
    return {"units": 1_000_000, "coders": 3, "ours_s": ours, "krippendorff_s": theirs}


# ---------------------------------------------------------------- irrCAC


def by_irrcac(rows: list[Row], size: int) -> dict[str, Any]:
    import pandas as pd
    from irrCAC.raw import CAC  # type: ignore[import-not-found]

    # It divides by the number of all units: those without any rating are taken out.
    rated = [row for row in rows if any(v is not None for v in row)]
    frame = pd.DataFrame([[np.nan if v is None else float(v) for v in row] for row in rated])
    names = [float(each) for each in range(size)]
    plain = CAC(frame, categories=names, digits=12)
    near = CAC(frame, weights="quadratic", categories=names, digits=12)
    found = {
        "fleiss": plain.fleiss(),
        "conger": plain.conger(),
        "bp": plain.bp(),
        "ac1": plain.gwet(),
        "ac2": near.gwet(),
    }
    return {name: kept(each["est"]["coefficient_value"]) for name, each in found.items()}


def main() -> None:
    part = sys.argv[1]
    written = json.loads(PLACE.read_text()) if PLACE.is_file() else {"tables": random_tables()}
    warnings.simplefilter("ignore")
    for table in written["tables"]:
        rows, size = rows_of(table), table["size"]
        found = table.setdefault("found", {})
        if part == "irrcac":
            found.update(by_irrcac(rows, size))
        else:
            found.update(by_sklearn(rows, size))
            found.update(by_statsmodels(rows, size))
            found.update(by_krippendorff(rows, size))
            found.update(by_nltk(rows))
            found.update(by_pingouin(rows))
    if part != "irrcac":
        written["clock"] = clock()
        print(written["clock"])
    lines = ",\n".join(json.dumps(table, separators=(",", ":")) for table in written["tables"])
    timed = json.dumps(written.get("clock", {}))
    PLACE.write_text(f'{{"clock": {timed},\n"tables": [\n{lines}\n]}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
