"""Writes a report as one HTML file: pictures inside, no script, nothing from the network."""

from __future__ import annotations

from html import escape

from annotator.domain.report import Block, Grid, Heading, Paragraph, Picture, Report, printable
from annotator.domain.report_colours import ACCENT, DARK, INK, LINE, MUTE, PAPER

_STYLE = f"""
:root {{ color-scheme: light dark; }}
body {{ margin: 0 auto; padding: 32px 24px 64px; max-width: 54rem; background: {PAPER};
  color: {INK}; font: 15px/1.5 "Source Sans Pro", "Source Sans 3", system-ui, sans-serif; }}
h1 {{ font-size: 1.7rem; line-height: 1.2; }}
h2 {{ font-size: 1.25rem; margin: 2.2em 0 .5em; }}
h3, h4 {{ font-size: 1.05rem; margin: 1.6em 0 .4em; }}
p {{ max-width: 46rem; }}
.note {{ color: {MUTE}; font-size: .87rem; }}
.wide {{ overflow-x: auto; }}
table {{ border-collapse: collapse; margin: 1.2em 0 .4em; font-variant-numeric: tabular-nums; }}
caption, figcaption {{ text-align: left; font-weight: 600; padding: 0 0 .4em; }}
th, td {{ padding: .28em .8em .28em 0; border-bottom: 1px solid {LINE}; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }}
thead th {{ color: {MUTE}; font-weight: 600; font-size: .87rem; vertical-align: bottom;
  border-bottom-color: {ACCENT}; overflow-wrap: normal; }}
th.number, td.number {{ text-align: right; overflow-wrap: normal; }}
figure {{ margin: 1.6em 0; }}
figure svg {{ max-width: 100%; height: auto; display: block; }}
svg text {{ font-family: "Source Sans Pro", "Source Sans 3", system-ui, sans-serif; }}
"""
_PRINT = """
@page { size: A4; margin: 20mm 18mm; }
@media print {
  :root { color-scheme: light; }
  body { padding: 0; max-width: none; font-size: 10pt; }
  h2, h3, h4, caption { break-after: avoid; }
  tr, figure { break-inside: avoid; }
  thead { display: table-header-group; }
  .wide { overflow: visible; }
}
"""


def html_bytes(report: Report) -> bytes:
    """A report as one file that any browser opens, in UTF-8; every `&`, `<` and quote escaped.

    It is well-formed XML too, so that other programs can read its tables.
    """
    body = "\n".join(_block(block) for block in report.blocks)
    title = _safe(report.title)
    page = (
        "<!DOCTYPE html>\n"
        '<html lang="en" xmlns="http://www.w3.org/1999/xhtml">\n<head>\n<meta charset="utf-8"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        '<meta name="referrer" content="no-referrer"/>\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n"
        f"<title>{title}</title>\n<style>{_STYLE}{_dark_style()}{_PRINT}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{title}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )
    return page.encode("utf-8")


def _dark_style() -> str:
    """The page and the pictures on dark screens; print stays light."""
    drawn = "\n".join(
        f'  svg [{what}="{light}"] {{ {what}: {dark}; }}'
        for light, dark in DARK.items()
        for what in ("fill", "stroke")
    )
    return (
        "@media screen and (prefers-color-scheme: dark) {\n"
        f"  body {{ background: {DARK[PAPER]}; color: {DARK[INK]}; }}\n"
        f"  .note, thead th {{ color: {DARK[MUTE]}; }}\n"
        f"  th, td {{ border-bottom-color: {DARK[LINE]}; }}\n"
        f"  thead th {{ border-bottom-color: {DARK[ACCENT]}; }}\n{drawn}\n}}\n"
    )


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        level = block.level + 1
        return f"<h{level}>{_safe(block.text)}</h{level}>"
    if isinstance(block, Paragraph):
        kind = ' class="note"' if block.style == "note" else ""
        return f"<p{kind}>{_safe(block.text)}</p>"
    if isinstance(block, Picture):
        caption = _safe(block.caption)
        return f"<figure>\n<figcaption>{caption}</figcaption>\n{block.svg}\n</figure>"
    return _table(block)


def _table(grid: Grid) -> str:
    heads = "".join(
        f'<th scope="col"{_number(place, grid)}>{_safe(name)}</th>'
        for place, name in enumerate(grid.columns)
    )
    rows = "\n".join(f"<tr>{_cells(row, grid)}</tr>" for row in grid.rows)
    notes = "".join(f'\n<p class="note">{_safe(note)}</p>' for note in grid.notes)
    return (
        f'<div class="wide"><table>\n<caption>{_safe(grid.caption)}</caption>\n'
        f"<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>{notes}"
    )


def _cells(row: tuple[str, ...], grid: Grid) -> str:
    return "".join(
        f"<td{_number(place, grid)}>{_safe(text)}</td>" for place, text in enumerate(row)
    )


def _number(place: int, grid: Grid) -> str:
    return ' class="number"' if place in grid.numeric else ""


def _safe(text: str) -> str:
    return escape(printable(text))
