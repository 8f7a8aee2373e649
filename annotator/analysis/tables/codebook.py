"""The table of the codebook."""

from __future__ import annotations

from annotator.domain.codebook import MINUTE_MS, Codebook, CodeSet
from annotator.domain.codebook_cells import joined_parts
from annotator.domain.table import Column, Table, Value
from annotator.domain.view import StudyView

USUAL_BIN_MS = 5 * MINUTE_MS


def codebook_table(view: StudyView, *, with_text: bool = True) -> Table:
    """The newest version of the codebook, as `table_of` gives it."""
    return table_of(view.codebook, with_text=with_text)


def table_of(codebook: Codebook, *, with_text: bool = True) -> Table:
    """A codebook: a row per set, per code and per scale; `annotator new --codebook` reads it."""
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
        ("marking", "presence, rating or sort: how bins and whole units are coded"),
        ("bin_s", "length of a time bin in seconds"),
        ("piles", "codes that each pile of a Q-sort takes, from the lowest, joined by |"),
        ("source", "the manual or paper that the set comes from"),
        ("minimum", "lowest value of a scale"),
        ("maximum", "highest value of a scale"),
        ("anchors", "labels of a scale, value=label joined by |"),
        ("retired", "yes if no longer offered"),
        ("became", "codes that took the place of a retired one, joined by |"),
        ("id", "id, the same in all versions"),
    )
    if not with_text:  # examples are words of transcripts
        names = tuple(each for each in names if each[0] != "examples")
    rows = [row for each in codebook.sets for row in _set_rows(codebook, each)]
    order = [name for name, _ in names]
    return Table(
        name="codebook",
        means=f"one set, code or scale of version {codebook.number} of the codebook",
        columns=tuple(Column(name=name, means=means) for name, means in names),
        rows=tuple(tuple(row.get(name) for name in order) for row in rows),
    )


def _set_rows(codebook: Codebook, code_set: CodeSet) -> list[dict[str, Value]]:
    by_id = {code.id: code for code in code_set.codes}
    rows: list[dict[str, Value]] = [
        {
            "row": "set",
            "set": code_set.name,
            "name": code_set.name,
            "unit": code_set.unit,
            "exclusive": _yes(code_set.exclusive),
            "obligatory": _yes(code_set.obligatory),
            "accounts": joined_parts(code_set.accounts),
            "roles": joined_parts(code_set.roles),
            "marking": code_set.marking,
            "bin_s": _bin_s(code_set),
            "piles": "|".join(map(str, code_set.piles)),
            "source": code_set.source,
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
            "examples": joined_parts(code.examples),
            "retired": _yes(code.retired),
            "became": "|".join(codebook.code_path(each) for each in code.became),
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
            "anchors": joined_parts(f"{each.value}={each.label}" for each in scale.anchors),
            "id": scale.id,
        }
        for scale in code_set.scales
    ]
    return rows


def _bin_s(code_set: CodeSet) -> Value:
    """The length of the set's bins; missing where it has none and nobody chose one."""
    length_ms = code_set.bin_ms
    if code_set.unit != "bin" and length_ms == USUAL_BIN_MS:
        return None
    return length_ms // 1000 if length_ms % 1000 == 0 else length_ms / 1000


def _yes(value: bool) -> str:
    return "yes" if value else "no"
