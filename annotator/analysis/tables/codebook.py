"""The table of the codebook."""

from __future__ import annotations

from annotator.domain.codebook import CodeSet
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView


def codebook_table(view: StudyView, *, with_text: bool = True) -> Table:
    """The codebook: a row per set, per code and per scale; `annotator new --codebook` reads it."""
    names: tuple[tuple[str, str], ...] = (
        ("row", "set, code or scale"),
        ("set", "name of the set"),
        ("name", "name of the set, code or scale"),
        ("parent", "name of the code that it stands under"),
        ("key", "letter that codes the selection"),
        ("colour", "palette name or #rrggbb"),
        ("definition", "what it is"),
        ("include", "what belongs to it"),
        ("exclude", "what does not"),
        ("examples", "example passages, joined by |"),
        ("unit", "what is coded: turn, span, bin, account, session or dyad"),
        ("exclusive", "yes if a unit takes one code only"),
        ("obligatory", "yes if each unit takes a code"),
        ("accounts", "accounts that the set applies to, joined by |; empty for all"),
        ("roles", "speaker roles that the set applies to, joined by |; empty for all"),
        ("minimum", "lowest value of a scale"),
        ("maximum", "highest value of a scale"),
        ("anchors", "labels of a scale, value=label joined by |"),
        ("retired", "yes if no longer offered"),
        ("id", "id, the same in all versions"),
    )
    if not with_text:  # examples are words of transcripts
        names = tuple(each for each in names if each[0] != "examples")
    rows = [row for code_set in view.codebook.sets for row in _set_rows(code_set)]
    order = [name for name, _ in names]
    return Table(
        name="codebook",
        means=f"one set, code or scale of version {view.codebook.number} of the codebook",
        columns=tuple(Column(name=name, means=means) for name, means in names),
        rows=tuple(tuple(row.get(name) for name in order) for row in rows),
    )


def _set_rows(code_set: CodeSet) -> list[dict[str, Value]]:
    by_id = {code.id: code for code in code_set.codes}
    rows: list[dict[str, Value]] = [
        {
            "row": "set",
            "set": code_set.name,
            "name": code_set.name,
            "unit": code_set.unit,
            "exclusive": _yes(code_set.exclusive),
            "obligatory": _yes(code_set.obligatory),
            "accounts": "|".join(code_set.accounts),
            "roles": "|".join(code_set.roles),
            "id": code_set.id,
        }
    ]
    rows += [
        {
            "row": "code",
            "set": code_set.name,
            "name": code.name,
            "parent": by_id[code.parent_id].name if code.parent_id in by_id else "",
            "key": code.key,
            "colour": code.colour,
            "definition": code.definition,
            "include": code.include,
            "exclude": code.exclude,
            "examples": "|".join(code.examples),
            "retired": _yes(code.retired),
            "id": code.id,
        }
        for code in code_set.codes
    ]
    rows += [
        {
            "row": "scale",
            "set": code_set.name,
            "name": scale.name,
            "minimum": scale.minimum,
            "maximum": scale.maximum,
            "anchors": "|".join(f"{each.value}={each.label}" for each in scale.anchors),
            "id": scale.id,
        }
        for scale in code_set.scales
    ]
    return rows


def _yes(value: bool) -> str:
    return "yes" if value else "no"
