"""The analyses in lines for people, from the same object that `--json` prints."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotator.app.verbs.measure_listing import measures_text

Told = Mapping[str, Any]


def analysis_text(found: Told) -> str:
    """Lines for each result, with what was left out and what to know below them."""
    lines = {
        "convergence": _convergence,
        "lag": _lag,
        "recurrence": _recurrence,
        "congruence": _congruence,
        "measures": _measures,
        "course": _course,
        "groups": _groups,
        "pairing": _pairing,
    }[found["kind"]](found)
    below = [
        *(f"note: {each}" for each in found.get("notes", ())),
        *(f"left out: {each}" for each in found.get("excluded", ())),
    ]
    return "\n".join([_head(found), *lines, *below])


def _head(found: Told) -> str:
    names = (
        "coder",
        "set",
        "sessions",
        "dyads",
        "documents",
        "pairings",
        "lag",
        "n",
        "base",
        "seed",
        "group",
    )
    return ", ".join(f"{name} {found[name]}" for name in names if name in found)


def _convergence(found: Told) -> Iterator[str]:
    unused = [
        each["code"]
        for each in found["results"]
        if each["measure"] == "moments" and each["code"] and not each["whole"]
    ]
    for each in found["results"]:
        if each["code"] in unused:
            continue
        name = f"{each['code'] or 'any code'}: {each['measure']}"
        yield f"{name} {_value(each)}  ({each['part']} of {each['whole']} {_counted(each)})"
        yield from (f"    {_chance(chance)}" for chance in each["chance"])
    yield from dict.fromkeys(
        f"note: {chance['method']}: {note}"
        for each in found["results"]
        for chance in each["chance"]
        for note in chance["notes"]
    )
    if unused:
        yield f"marked by neither party: {', '.join(unused)}"


def _chance(chance: Told) -> str:
    if chance["reason"]:
        return f"{chance['method']}: {chance['reason']}"
    draws = f"all {chance['draws']}" if chance["exact"] else f"{chance['draws']} drawn"
    return (
        f"{chance['method']}: observed {_figure(chance['observed'])}, "
        f"chance {_figure(chance['mean'])}, effect {_figure(chance['effect'])} "
        f"({_figure(chance['standardised'], 2)} sd), "
        f"p {_figure(chance['p'], 4)}, {draws}"
    )


def _counted(result: Told) -> str:
    return "moments" if result["measure"] == "moments" else "ms"


def _lag(found: Told) -> Iterator[str]:
    rows = [("given", "target", "n", "expected", "adjusted residual")]
    rows += [
        (
            each["given"],
            each["target"],
            str(each["n"]),
            _figure(each["expected"]),
            _figure(each["adjusted_residual"]),
        )
        for each in found["results"]
    ]
    return _aligned(rows)


def _recurrence(found: Told) -> Iterator[str]:
    for each in found["results"]:
        name = each["code"] or each["match"]
        if each["peak_lag_ms"] is None:
            yield f"{name}: none, {each['reason']}"
            continue
        yield (
            f"{name}: furthest above chance at {each['peak_lag_ms'] / 1000:+g} s, "
            f"rate {_figure(each['peak'])}, p {_figure(each['p'], 4)} over all lags"
        )
    yield "a lag above 0: the patient is later; --json gives the profiles"
    own = dict.fromkeys(note for each in found["results"] for note in each["notes"])
    yield from (f"note: {note}" for note in own if note not in found["notes"])


def _congruence(found: Told) -> Iterator[str]:
    for each in found["results"]:
        yield f"{each['code']}: {each['measure']} {_value(each)}  n = {each['n']} {each['unit']}s"
    yield from _kappas(found["pairing"])


def _course(found: Told) -> Iterator[str]:
    for each in found["results"]:
        name = each["code"] or "any code"
        where = f", session {each['session']}" if "session" in each else ""
        n = f"n = {each['n']} {each['unit']}s, {each['clusters']} {each['cluster_unit']}s"
        yield f"{name}{where}: {each['measure']} {_value(each)}  {n}"
    yield "--json gives the counts by dyad, session, party and code"


def _groups(found: Told) -> Iterator[str]:
    for each in found["results"]:
        groups = " and ".join(
            f"{group['group']} {_figure(group['mean'])} (n = {group['n']})"
            for group in each["groups"]
        )
        p = f", p {_figure(each['p'], 4)}" if each["p"] is not None else ""
        yield f"{each['code'] or 'any code'}: {each['what']} {_value(each)}{p}; {groups}"


def _pairing(found: Told) -> Iterator[str]:
    for each in found["coders"]:
        relations = ", ".join(f"{n} {name}" for name, n in each["relations"].items())
        yield f"{each['coder']}: {each['pairings']} pairings: {relations}"
    yield from _kappas(found["results"])


def _kappas(results: Sequence[Told]) -> Iterator[str]:
    for each in results:
        who = " and ".join(each["coders"])
        yield f"{who}: {each['coefficient']} {_value(each)}  n = {each['n']} {each['unit']}s"


def _measures(found: Told) -> Iterator[str]:
    """What there is, then the estimates; of codes one by one only `--json` tells."""
    yield from measures_text(found["measures"]).splitlines()
    for each in found["results"]:
        if each["code"] is None:
            by = "" if each["scored_by"] == "both" else f", {each['scored_by']}"
            about = f"{each['scale']}{by}: {each['measure']}"
            if each["moments_by"] is not None:
                about += f" with any moments of the {each['moments_by']}"
            yield f"{about} {_value(each)}  n = {each['n']} {each['unit']}s"
    if "coder" in found:
        yield "--json gives the relations with single codes, and each dyad's course"


def _value(result: Told) -> str:
    if result["value"] is None:
        return f"undefined, {result['reason']}"
    if result["ci_low"] is None:
        return _figure(result["value"])
    low, high = _figure(result["ci_low"]), _figure(result["ci_high"])
    return f"{_figure(result['value'])} ({low} to {high}, {result['ci_kind']})"


def _figure(value: float | None, digits: int = 3) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns under each other: words to the left, figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
