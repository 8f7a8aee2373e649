"""Measures and imports of scores, in lines for people and as JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.app.verbs.measure_editing import range_text
from annotator.app.verbs.measuring import Measured
from annotator.domain.measures import Measure
from annotator.domain.study import RECALL_VOICES

Listed = Mapping[str, Any]


def measured_json(measured: Measured) -> dict[str, Any]:
    """What an import of scores does, as JSON values."""
    return {
        "measures": [
            {
                "name": each.name,
                "kind": each.kind,
                "minimum": each.minimum,
                "maximum": each.maximum,
                "new": each.id in measured.new,
                "parties": [
                    {
                        "party": party,
                        **{
                            word: counts.get(word, 0) for word in ("added", "replaced", "unchanged")
                        },
                    }
                    for party in RECALL_VOICES
                    if (counts := measured.outcomes.get((each.id, party))) is not None
                ],
            }
            for each in measured.measures
        ],
        "added": measured.count("added"),
        "replaced": measured.count("replaced"),
        "unchanged": measured.count("unchanged"),
        "told": [
            {
                "row": each.row,
                "column": each.column,
                "trouble": each.trouble,
                "what": each.what,
            }
            for each in measured.told
        ],
        "notes": [f"{each.place}: {each.what}" for each in measured.notes],
    }


def measured_lines(measured: Measured) -> list[str]:
    """The same for people to read: the measures, then what is told, row by row."""
    lines = [_measure_line(measured, each) for each in measured.measures]
    lines += [f"  {note.kind}, {note.place}: {note.what}" for note in measured.notes]
    if measured.told:
        cells = "1 cell is" if len(measured.told) == 1 else f"{len(measured.told)} cells are"
        lines.append(f"{cells} left out:")
    word = measured.table.row_word
    lines += [f"  {word} {each.row}, column {each.column}: {each.what}" for each in measured.told]
    return lines


def _measure_line(measured: Measured, each: Measure) -> str:
    parts = []
    for party in RECALL_VOICES:
        counts = measured.outcomes.get((each.id, party), {})
        words = {"added": "new", "replaced": "replaced", "unchanged": "there already"}
        said = [f"{n} {words[key]}" for key, n in counts.items()]
        if said:
            parts.append(f"{party} {', '.join(said)}")
    new = "a new measure, " if each.id in measured.new else ""
    return f"{each.name}: {new}{each.kind}, range {range_text(each)}; {'; '.join(parts)}"


def measures_text(measures: Sequence[Listed]) -> str:
    """The measures of a study with their parties' scores, in lines."""
    if not measures:
        return "The study has no measures yet; import scores with `annotator measures STUDY FILE`."
    lines = []
    for each in measures:
        low, high = each["minimum"], each["maximum"]
        known = Measure(id="", name=each["name"], kind=each["kind"], minimum=low, maximum=high)
        lines.append(f"{known.name}: {known.kind}, range {range_text(known)}")
        lines += [f"  {_summary_line(party)}" for party in each["parties"]]
        if not each["parties"]:
            lines.append("  no scores")
    return "\n".join(lines)


def _summary_line(party: Listed) -> str:
    missing = f", {party['missing']} missing" if party["missing"] else ", none missing"
    if party["missing"]:
        missing += f" ({'; '.join(party['missing_sessions'][:6])}"
        missing += "; …)" if party["missing"] > 6 else ")"
    spread = "" if party["sd"] is None else f" (SD {party['sd']:.2f})"
    return (
        f"{party['party']}: n {party['n']}{missing}, mean {party['mean']:.2f}{spread}, "
        f"{party['min']:g} to {party['max']:g}"
    )
