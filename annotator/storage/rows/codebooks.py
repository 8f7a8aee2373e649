"""Codebooks with their sets, codes, scales and anchors as rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from annotator.domain.codebook import Anchor, Code, Codebook, CodeSet, Scale
from annotator.storage import schema
from annotator.storage.rows.codec import Cells, Codec, Part, Parts

_SET = (
    "id",
    "name",
    "unit",
    "exclusive",
    "obligatory",
    "accounts",
    "roles",
    "marking",
    "bin_ms",
    "piles",
    "source",
)
_CODE = (
    "id",
    "name",
    "parent_id",
    "key",
    "colour",
    "definition",
    "include",
    "exclude",
    "examples",
    "retired",
    "became",
)
_SCALE = ("id", "name", "minimum", "maximum")


def _fields(record: object, names: tuple[str, ...]) -> Cells:
    return tuple(getattr(record, name) for name in names)


def _code_cells(codebook: Codebook) -> Iterator[Cells]:
    return ((code_set.id, *_fields(code, _CODE)) for code_set, code in codebook.codes())


def _scale_cells(codebook: Codebook) -> Iterator[Cells]:
    return ((code_set.id, *_fields(scale, _SCALE)) for code_set, scale in codebook.scales())


def _anchor_cells(codebook: Codebook) -> Iterator[Cells]:
    return (
        (scale.id, anchor.value, anchor.label)
        for _, scale in codebook.scales()
        for anchor in scale.anchors
    )


def _build(columns: dict[str, Any], parts: Parts) -> Codebook:
    """The tree of a codebook from its four tables."""
    anchors: dict[str, list[Anchor]] = {}
    for scale_id, value, label in parts["anchors"]:
        anchors.setdefault(scale_id, []).append(Anchor(value=value, label=label))
    scales: dict[str, list[Scale]] = {}
    for code_set_id, *cells in parts["scales"]:
        own = dict(zip(_SCALE, cells, strict=True))
        scale = Scale(**own, anchors=tuple(anchors.get(own["id"], ())))
        scales.setdefault(code_set_id, []).append(scale)
    codes: dict[str, list[Code]] = {}
    for code_set_id, *cells in parts["codes"]:
        codes.setdefault(code_set_id, []).append(Code(**dict(zip(_CODE, cells, strict=True))))
    sets = []
    for cells in parts["sets"]:
        own = dict(zip(_SET, cells, strict=True))
        of_set = (tuple(codes.get(own["id"], ())), tuple(scales.get(own["id"], ())))
        sets.append(CodeSet(**own, codes=of_set[0], scales=of_set[1]))
    return Codebook(**columns, sets=tuple(sets))


CODECS = (
    Codec(
        record=Codebook,
        table=schema.codebooks,
        columns=("id", "number", "frozen"),
        parts=(
            Part(
                field="sets",
                table=schema.code_sets,
                parent="codebook_id",
                columns=_SET,
                cells=lambda book: [_fields(each, _SET) for each in book.sets],
                value=lambda *cells: cells,
            ),
            Part(
                field="codes",
                table=schema.codes,
                parent="codebook_id",
                columns=("code_set_id", *_CODE),
                cells=_code_cells,
                value=lambda *cells: cells,
            ),
            Part(
                field="scales",
                table=schema.scales,
                parent="codebook_id",
                columns=("code_set_id", *_SCALE),
                cells=_scale_cells,
                value=lambda *cells: cells,
            ),
            Part(
                field="anchors",
                table=schema.anchors,
                parent="codebook_id",
                columns=("scale_id", "value", "label"),
                cells=_anchor_cells,
                value=lambda *cells: cells,
            ),
        ),
        build=_build,
    ),
)
