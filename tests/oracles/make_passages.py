"""Values of other implementations for free passages, written once to `passages.json`.

Run in an environment of its own, for these libraries drag in much and pin old versions:

    python -m venv there && there/bin/pip install pygamma-agreement==0.5.9 segeval==2.0.11
    there/bin/python tests/oracles/make_passages.py

The suite only reads the file. Its layout:
    gamma: [alpha, [[[start, end, code], …] for each coder], disorder]
    boundaries: [length, places of the first, places of the second, similarity]
"""

from __future__ import annotations

import json
import logging
import random
from pathlib import Path

SEED = 20160101
CASES = 200


def marks(rng: random.Random, most: int) -> list[list[object]]:
    """Units of one coder; some overlap, but never two of one code."""
    result: list[list[object]] = []
    place = rng.randrange(6)
    for number in range(rng.randrange(1, most + 1)):
        length = rng.randrange(1, 14)
        result.append([place, place + length, "ab"[number % 2] + rng.choice("xy")])
        place += length + rng.randrange(-length // 3, 8)
        place = max(place, int(result[-1][0]) + 1)  # type: ignore[call-overload]
    kept: list[list[object]] = []
    for unit in result:
        last = max((int(u[1]) for u in kept if u[2] == unit[2]), default=-1)  # type: ignore[call-overload]
        if int(unit[0]) >= last:  # type: ignore[call-overload]
            kept.append(unit)
    return kept


def gamma_cases(rng: random.Random) -> list[list[object]]:
    from pyannote.core import Segment  # type: ignore[import-not-found]
    from pygamma_agreement import (  # type: ignore[import-not-found]
        CombinedCategoricalDissimilarity,
        Continuum,
    )

    measures = {a: CombinedCategoricalDissimilarity(alpha=a, beta=1.0) for a in (1.0, 3.0)}
    cases: list[list[object]] = []
    for number in range(CASES):
        coders, most = ((2, 14), (2, 9), (3, 7), (3, 5), (4, 4))[number % 5]
        alpha = (1.0, 3.0)[number % 2]
        units = [marks(rng, most) for _ in range(coders)]
        continuum = Continuum()
        for name, own in zip("ABCD", units, strict=False):
            for start, end, code in own:
                continuum.add(name, Segment(start, end), code)
        disorder = continuum.get_best_alignment(measures[alpha]).disorder
        cases.append([alpha, units, round(float(disorder), 7)])
    return cases


def boundary_cases(rng: random.Random) -> list[list[object]]:
    import segeval  # type: ignore[import-not-found]

    cases: list[list[object]] = []
    while len(cases) < CASES:
        length = rng.randrange(4, 60)
        share = rng.choice([0.1, 0.3, 0.6])
        places = [[p for p in range(1, length) if rng.random() < share] for _ in range(2)]
        if not any(places):
            continue
        masses = [
            tuple(b - a for a, b in zip([0, *own], [*own, length], strict=True)) for own in places
        ]
        value = segeval.boundary_similarity(*masses, n_t=2)
        cases.append([length, *places, round(float(value), 12)])
    return cases


def main() -> None:
    logging.disable()
    values = {
        "gamma": gamma_cases(random.Random(SEED)),
        "boundaries": boundary_cases(random.Random(SEED)),
    }
    lines = [
        f'"{name}": [\n' + ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases) + "\n]"
        for name, cases in values.items()
    ]
    place = Path(__file__).with_name("passages.json")
    place.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
