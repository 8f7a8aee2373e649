"""Word files put together from bare XML, so that the tests depend on no library's idea of one."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO
from xml.sax.saxutils import escape

TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def word_file(
    body: str,
    *,
    namespace: str = TRANSITIONAL,
    main: str = "word/document.xml",
    parts: Mapping[str, tuple[str, str]] | None = None,
) -> bytes:
    """A .docx of the XML of its body.

    Args:
        body: elements with the prefixes w, mc, wps, v, m.
        namespace: of the prefix w.
        main: path of the main part.
        parts: kind → (path beside the main part, XML) of further parts.
    """
    names = (
        f'xmlns:w="{namespace}" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    folder, _, file = main.rpartition("/")
    relations = "".join(
        f'<Relationship Id="r{index}" Type="{_OFFICE}/{kind}" Target="{path}"/>'
        for index, (kind, (path, _)) in enumerate((parts or {}).items())
    )
    content = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_RELS}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="/{main}"/></Relationships>',
        main: f"<w:document {names}><w:body>{body}</w:body></w:document>",
        f"{folder}/_rels/{file}.rels": (
            f'<Relationships xmlns="{_RELS}">{relations}</Relationships>'
        ),
    }
    for path, xml in (parts or {}).values():
        content[f"{folder}/{path}"] = xml.replace("NAMES", names)
    return zipped({path: text.encode() for path, text in content.items()})


def zipped(entries: Mapping[str, bytes]) -> bytes:
    """A zip archive of entries."""
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in entries.items():
            archive.writestr(path, content)
    return buffer.getvalue()


def run(text: str, look: str = "") -> str:
    """A run of text, with run properties such as `<w:b/>`."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*content: str) -> str:
    """A paragraph of runs; bare text becomes a run."""
    return f"<w:p>{''.join(c if c.startswith('<') else run(c) for c in content)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table whose cells hold one paragraph each."""
    cells = (
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{''.join(cells)}</w:tbl>"
