"""Word documents (.docx): paragraphs and tables with merged cells, read from the XML as ECMA-376 lays it down."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import accumulate

from lxml import etree

from extract.document import Document
from extract.files.blocks import Block, Cell, Line, Table
from extract.files.compose import compose
from extract.files.encoding import tidy
from extract.files.errors import FileError
from extract.files.spans import Place, compact
from extract.settings import Limits

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_UNSEEN = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}rPr", f"{_W}pPr", f"{_W}txbxContent"})
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SAME_EDGE = 100
"""Twentieths of a point (1.8 mm). Edges of cells nearer than this are one edge, drawn by hand in each row."""
_DEEPEST_TABLE = 30
_AT_ONCE = 1_000_000
"""Bytes."""


def read_docx(data: bytes, limits: Limits) -> Document:
    """The text and tables of a Word document; deleted and hidden text is left out. Raises FileError."""
    body = _parse(unzipped(data, limits)).find(f"{_W}body")
    if body is None:
        raise FileError("the Word file has no body; save it again from Word or WPS")
    return compose(_blocks(body), MEDIA_TYPE, limits.max_text)


def unzipped(data: bytes, limits: Limits) -> bytes:
    """The XML of a document's body. Raises FileError where it is none, damaged, or unpacks to too much."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
            if "OFD.xml" in names:
                raise FileError("is an OFD file, for which no library with a permissive licence exists; save it as PDF")
            if _BODY not in names:
                raise FileError("is a zip archive and no Word document; unpack it and give the reports in it")
            size = archive.getinfo(_BODY).file_size
            if size > limits.max_unpacked:
                raise FileError(
                    f"unpacks to {size:,} bytes, the limit is {limits.max_unpacked:,}; "
                    "save it again from Word, or raise max_unpacked"
                )
            return _read(archive, limits)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, RuntimeError):
        raise FileError("the Word file is damaged, cut off or encrypted; save it again without a password") from None


def _read(archive: zipfile.ZipFile, limits: Limits) -> bytes:
    """The body, bit by bit: what an archive says of its sizes need not be so."""
    parts: list[bytes] = []
    size = 0
    with archive.open(_BODY) as body:
        while part := body.read(_AT_ONCE):
            parts.append(part)
            size += len(part)
            if size > limits.max_unpacked:
                raise FileError(f"unpacks to more than {limits.max_unpacked:,} bytes; save it again from Word")
    return b"".join(parts)


def _parse(xml: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise FileError(f"the Word file is damaged ({error.msg}); save it again from Word or WPS") from None


def _blocks(parent: etree._Element, depth: int = 0) -> Iterator[Block]:
    """Paragraphs and tables, wherever content controls and tracked changes put them."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child)
        elif child.tag == f"{_W}tbl":
            yield from _table(child, depth)
        elif child.tag not in _UNSEEN and child.tag != _FALLBACK and isinstance(child.tag, str):
            yield from _blocks(child, depth)


def _paragraph(paragraph: etree._Element) -> Iterator[Block]:
    """Its lines, and what stands in text boxes anchored in it."""
    text = tidy("".join(_texts(paragraph)))
    yield from (Line(line.strip()) for line in text.split("\n") if line.strip())
    for box in paragraph.iter(f"{_W}txbxContent"):
        if not any(parent.tag in (_FALLBACK, f"{_W}txbxContent") for parent in box.iterancestors()):
            yield from _blocks(box)


def _texts(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _UNSEEN or child.tag == _FALLBACK:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == f"{_W}noBreakHyphen":
            yield "-"
        elif child.tag != f"{_W}r" or not _is_hidden(child):
            yield from _texts(child)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(f"{_W}val", "1") not in ("0", "false", "off")


# ---------------------------------------------------------------- tables


@dataclass(slots=True)
class _OpenCell:
    """A cell with its edges in columns of the table's grid; `rows` grows while cells below are merged into it."""

    row: int
    left: int
    right: int
    rows: int = 1
    blocks: list[Block] = field(default_factory=list)


def _table(table: etree._Element, depth: int) -> Iterator[Block]:
    cells = _cells(table, depth)
    if len(cells) == 1 or depth > _DEEPEST_TABLE:
        yield from (block for cell in cells for block in cell.blocks)
    elif cells:
        edges = _edges(table, max(cell.right for cell in cells))
        yield Table(_placed(cells, edges))


def _cells(table: etree._Element, depth: int) -> list[_OpenCell]:
    cells: list[_OpenCell] = []
    above: dict[int, _OpenCell] = {}
    for number, row in enumerate(_parts(table, "tr")):
        left = _number(row, "trPr/gridBefore", 0)
        here: dict[int, _OpenCell] = {}
        for part in _parts(row, "tc"):
            right = left + max(_number(part, "tcPr/gridSpan", 1), 1)
            merge = part.find(f"{_W}tcPr/{_W}vMerge")
            cell = above.get(left) if merge is not None and merge.get(f"{_W}val") != "restart" else None
            if cell is None or cell.right != right:
                cell = _OpenCell(number, left, right, 0, list(_blocks(part, depth + 1)))
                cells.append(cell)
            cell.rows += 1
            here[left] = cell
            left = right
        above = here
    return cells


def _parts(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows or cells, those inside content controls among them, those of nested tables not."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            if child.find(f"{_W}trPr/{_W}del") is None:
                yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _parts(child, name)


def _number(element: etree._Element, path: str, default: int) -> int:
    found = element.find("/".join(f"{_W}{step}" for step in path.split("/")))
    value = found.get(f"{_W}val", "") if found is not None else ""
    return min(int(value), 1000) if value.isdecimal() else default


def _edges(table: etree._Element, columns: int) -> list[int]:
    """For each edge of the table's grid the number of the column that begins there; near edges are one."""
    stated = [column.get(f"{_W}w", "") for column in table.iterfind(f"{_W}tblGrid/{_W}gridCol")]
    widths = [int(width) if width.isdecimal() and int(width) else _SAME_EDGE + 1 for width in stated]
    widths += [_SAME_EDGE + 1] * (columns - len(widths))
    edges, last = [0], 0
    for position in accumulate(widths[:columns]):
        apart = position - last > _SAME_EDGE
        edges.append(edges[-1] + apart)
        last = position if apart else last
    return edges


def _placed(cells: Sequence[_OpenCell], edges: Sequence[int]) -> list[Cell]:
    places: list[Place] = []
    for cell in cells:
        width = max(edges[cell.right] - edges[cell.left], 1)
        places.append((cell.row, edges[cell.left], cell.rows, width))
    return [
        Cell(row, column, cell.blocks, row_span, column_span)
        for cell, (row, column, row_span, column_span) in zip(cells, compact(places), strict=True)
    ]
