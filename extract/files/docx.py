"""Word documents (.docx): paragraphs and tables with merged cells, read from the XML as ECMA-376 lays it down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from lxml import etree

from extract.document import Document
from extract.files.blocks import Block, Cell, Line, Table
from extract.files.colours import Ink
from extract.files.compose import compose
from extract.files.encoding import tidy
from extract.files.errors import FileError
from extract.files.lettering import Lettering, shaded
from extract.files.numbering import Numbering
from extract.files.package import FALLBACK, Package, R, W, opened, stated
from extract.files.raised import Height, Piece, joined
from extract.files.spans import Place, compact
from extract.files.turning import with_rows_whole
from extract.settings import Limits

if TYPE_CHECKING:
    from extract.files.pasted import Pasted

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_UNSEEN = frozenset({f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}rPr", f"{W}pPr", f"{W}txbxContent"})
_CHARACTERS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SAME_EDGE = 100
"""Twentieths of a point (1.8 mm). Edges of cells nearer than this are one edge, drawn by hand in each row."""
_DEEPEST_TABLE = 30
_BEGINNING = 4096


def read_docx(data: bytes, limits: Limits) -> Document:
    """The text and tables of a Word document; deleted, struck out and hidden text is left out. Raises FileError.

    Where it has no tables, it is taken for a folder of scans: the pictures in it are its pages, and read. Beside
    tables, pictures of tables are read.
    """
    with opened(data, limits) as package:
        body = package.body()
        pasted = _pasted(package, limits, body)
        pages = _Reader(package, pasted).pages(body)
        document = compose(with_rows_whole(pages), MEDIA_TYPE, limits.max_text)
    return document if pasted is None else pasted.noted(document)


def count_pages(data: bytes, limits: Limits) -> int:
    """As many as it has pictures, which are its pages where it has no table. Raises FileError."""
    with opened(data, limits) as package:
        return min(len(package.pictures()), limits.max_pages)


def _pasted(package: Package, limits: Limits, body: etree._Element) -> Pasted | None:
    if not package.pictures():
        return None
    from extract.files.pasted import Pasted  # brings the picture libraries, which few Word files need

    return Pasted(package, limits, body)


@dataclass(slots=True)
class _OpenCell:
    """A cell with its edges in columns of the table's grid; `rows` grows while cells below are merged into it."""

    row: int
    left: int
    right: int
    rows: int = 1
    blocks: list[Block] = field(default_factory=list)
    unread: bool = False


class _Reader:
    """Reads the body from its beginning to its end, which the numbers of paragraphs depend on."""

    def __init__(self, package: Package, pasted: Pasted | None) -> None:
        self.package = package
        self.numbering = Numbering(package)
        self.lettering = Lettering(self.numbering.styles)
        self.pasted = pasted
        self.inks = [Ink()]
        """What the text stands on: the page, and each open cell and paragraph."""
        self.unsure = False
        """Whether something was left out of the open cell that may be seen."""

    def pages(self, body: etree._Element) -> Iterator[list[Block]]:
        """The text between pictures, and each picture, in their order."""
        if self.pasted is None:
            yield list(self.blocks(body))
            return
        for paragraph in body:
            yield list(self.blocks([paragraph]))
            yield from self.pasted.pages(paragraph)

    def blocks(self, parent: etree._Element | Sequence[etree._Element], depth: int = 0) -> Iterator[Block]:
        """Paragraphs and tables, wherever content controls and tracked changes put them."""
        for child in parent:
            if child.tag == f"{W}p":
                yield from self.paragraph(child, depth)
            elif child.tag == f"{W}tbl":
                yield from self.table(child, depth)
            elif child.tag == f"{W}altChunk":
                yield from _chunk(self.package, child.get(f"{R}id", ""))
            elif child.tag not in _UNSEEN and child.tag != FALLBACK and isinstance(child.tag, str):
                yield from self.blocks(child, depth)

    def paragraph(self, paragraph: etree._Element, depth: int) -> Iterator[Block]:
        """Its lines, and what stands in text boxes anchored in it."""
        self.inks.append(shaded(self.inks[-1], paragraph.find(f"{W}pPr")))
        pieces = list(self.pieces(paragraph, stated(paragraph, "pPr/pStyle") or ""))
        self.inks.pop()
        text = tidy(self.numbering.before(paragraph) + joined(pieces))
        yield from (Line(line.strip()) for line in text.split("\n") if line.strip())
        for box in paragraph.iter(f"{W}txbxContent"):
            if not any(parent.tag in (FALLBACK, f"{W}txbxContent") for parent in box.iterancestors()):
                yield from self.blocks(box, depth)

    def pieces(self, element: etree._Element, style: str, height: Height = "") -> Iterator[Piece]:
        """The text in an element of a paragraph of this style."""
        for child in element:
            if child.tag in _CHARACTERS:
                yield _CHARACTERS[child.tag], height
            elif child.tag == f"{W}t":
                yield child.text or "", height
            elif child.tag == f"{W}r":
                yield from self.run(child, style)
            elif child.tag not in _UNSEEN and child.tag != FALLBACK:
                yield from self.pieces(child, style, height)

    def run(self, run: etree._Element, style: str) -> Iterator[Piece]:
        look = self.lettering.look(run, style, self.inks[-1])
        if look.is_doubtful and len(self.inks) > 2:
            self.unsure = True
        elif look.is_seen:
            yield from self.pieces(run, style, look.height)

    def table(self, table: etree._Element, depth: int) -> Iterator[Block]:
        cells = self.cells(table, depth)
        if len(cells) == 1 or depth > _DEEPEST_TABLE:
            yield from (block for cell in cells for block in cell.blocks)
        elif cells:
            edges = _edges(table, max(cell.right for cell in cells))
            yield Table(_placed(cells, edges))

    def cells(self, table: etree._Element, depth: int) -> list[_OpenCell]:
        cells: list[_OpenCell] = []
        above: dict[int, _OpenCell] = {}
        tints = self.lettering.tints(stated(table, "tblPr/tblStyle") or "")
        self.inks.append(replace(self.inks[-1], ground=None) if tints else self.inks[-1])
        for number, row in enumerate(_parts(table, "tr")):
            left = _number(row, "trPr/gridBefore", 0)
            here: dict[int, _OpenCell] = {}
            for part in _parts(row, "tc"):
                right = left + max(_number(part, "tcPr/gridSpan", 1), 1)
                merge = part.find(f"{W}tcPr/{W}vMerge")
                cell = above.get(left) if merge is not None and merge.get(f"{W}val") != "restart" else None
                if cell is None or cell.right != right:
                    cell = self.cell(part, depth, _OpenCell(number, left, right, 0))
                    cells.append(cell)
                cell.rows += 1
                here[left] = cell
                left = right
            above = here
        self.inks.pop()
        return cells

    def cell(self, part: etree._Element, depth: int, cell: _OpenCell) -> _OpenCell:
        """The cell with what stands in it."""
        outer, self.unsure = self.unsure, False
        self.inks.append(shaded(self.inks[-1], part.find(f"{W}tcPr")))
        cell.blocks = list(self.blocks(part, depth + 1))
        self.inks.pop()
        cell.unread, self.unsure = self.unsure, outer
        return cell


def _chunk(package: Package, key: str) -> list[Block]:
    """What stands in a web page that the body takes in, as converters write them. Raises FileError."""
    from extract.files.html import decoded_page, html_blocks
    from extract.files.mhtml import whole_page

    name, data = package.chunk(key) or ("", b"")
    if not data:
        return []
    if data.lstrip()[:_BEGINNING].lower().find(b"mime-version:") >= 0:
        data = whole_page(data)
    elif data.startswith((b"PK", b"{\\rtf")):
        raise FileError("word_in_word", name=name)
    return html_blocks(decoded_page(data).text)


def _parts(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    """Rows or cells, those inside content controls among them, those of nested tables not."""
    for child in parent:
        if child.tag == f"{W}{name}":
            if child.find(f"{W}trPr/{W}del") is None:
                yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}ins", f"{W}customXml"):
            yield from _parts(child, name)


def _number(element: etree._Element, path: str, default: int) -> int:
    value = stated(element, path) or ""
    return min(int(value), 1000) if value.isdecimal() else default


def _edges(table: etree._Element, columns: int) -> list[int]:
    """For each edge of the table's grid the number of the column that begins there; near edges are one."""
    stated = [column.get(f"{W}w", "") for column in table.iterfind(f"{W}tblGrid/{W}gridCol")]
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
        Cell(row, column, cell.blocks, row_span, column_span, unread=cell.unread)
        for cell, (row, column, row_span, column_span) in zip(cells, compact(places), strict=True)
    ]
