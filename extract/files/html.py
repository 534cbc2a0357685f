"""Web pages: what a reader sees, in reading order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.document import Document
from extract.files.blocks import Block, Line
from extract.files.compose import compose
from extract.files.encoding import decode, mark_controls, tidy
from extract.files.errors import FileError
from extract.files.spans import Spanned, place
from extract.settings import Limits

_UNSEEN = frozenset({
    "head", "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas",
    "audio", "video", "select", "datalist", "textarea", "button", "map", "rt", "rp",
})  # fmt: skip
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details", "dialog",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "hgroup", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "p", "pre",
    "section", "summary", "table", "td", "th", "ul",
})  # fmt: skip
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_CLOSE_THEMSELVES = frozenset({
    "area", "base", "br", "col", "colgroup", "dd", "dt", "hr", "img", "input", "li", "link", "meta", "option",
    "p", "tbody", "td", "tfoot", "th", "thead", "tr", "wbr",
})  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)")
_NUMBER = re.compile(r"\s*(\d{1,5})")
_DEEPEST = 4_000
_DEEPEST_TABLE = 30


def read_html(data: bytes, limits: Limits) -> Document:
    """The visible text of a page, its tables of data as grids. Raises FileError."""
    declared = _DECLARED.search(data[:4096])
    decoded = decode(data, declared[1].decode("ascii") if declared else None)
    text, notes = mark_controls(decoded.text)
    return compose(html_blocks(text), "text/html", limits.max_text, notes=(*decoded.notes, *notes))


def html_blocks(text: str) -> list[Block]:
    """The lines and tables that a browser would show of `text`. Raises FileError."""
    _refuse_deep(text)
    reader = _Reader()
    reader.read(LexborHTMLParser(_with_table(text)).root)
    return reader.blocks


def _with_table(text: str) -> str:
    """Rows that came without their table are given one: a parser drops them else, and glues their cells."""
    lower = text.lower()
    return f"<table>{text}</table>" if "<td" in lower and "<table" not in lower else text


def _refuse_deep(text: str) -> None:
    """Refuses elements nested thousands deep: the time of a parser grows with the square of the depth."""
    if text.count("<") <= _DEEPEST:
        return
    depth = 0
    for closing, name in _TAG.findall(text):
        if name.lower() not in _CLOSE_THEMSELVES:
            depth = max(depth - 1, 0) if closing else depth + 1
        if depth > _DEEPEST:
            raise FileError(f"the page nests more than {_DEEPEST:,} elements; save it again from a browser")


@dataclass(slots=True)
class _OpenTable:
    """A table whose end has not come: its groups of rows, and where its caption goes."""

    groups: list[list[list[Spanned]]] = field(default_factory=list)
    caption: list[Block] = field(default_factory=list)


class _Reader:
    """Walks a page's tree without recursion; `blocks` are the lines and tables found.

    `sinks` are the lists that lines go to: the page's, and one for each open cell or caption.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.sinks = [self.blocks]
        self.tables: list[_OpenTable] = []
        self.inline: list[str] = []
        self.preformatted = 0

    def read(self, root: LexborNode | None) -> None:
        stack: list[tuple[LexborNode, bool]] = [(root, False)] if root is not None else []
        while stack:
            node, left = stack.pop()
            if left:
                self.leave(node, node.tag or "")
            elif node.is_text_node:
                self.inline.append(node.text_content or "")
            elif node.is_element_node and not _is_hidden(node):
                self.enter(node, node.tag or "")
                stack.append((node, True))
                stack += [(child, False) for child in reversed(_children(node))]
        self.end_line()

    def enter(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
        if tag == "pre":
            self.preformatted += 1
        elif tag == "table":
            self.tables.append(_OpenTable())
        elif self.tables:
            self.enter_table_part(tag)

    def enter_table_part(self, tag: str) -> None:
        table = self.tables[-1]
        if tag == "caption":
            self.sinks.append(table.caption)
        elif tag in _GROUPS:
            table.groups.append([])
        elif tag == "tr":
            table.groups[-1].append([])
        elif tag in _CELLS:
            self.sinks.append([])

    def leave(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
        if tag == "pre":
            self.preformatted -= 1
        elif tag == "table":
            self.end_table(self.tables.pop())
        elif self.tables and tag == "caption":
            self.sinks.pop()
        elif self.tables and tag in _CELLS:
            blocks = self.sinks.pop()
            self.tables[-1].groups[-1][-1].append(Spanned(blocks, _span(node, "rowspan"), _span(node, "colspan") or 1))

    def end_table(self, open_table: _OpenTable) -> None:
        table = place(open_table.groups)
        self.sinks[-1] += open_table.caption
        if len(table.cells) == 1 or len(self.tables) > _DEEPEST_TABLE:
            self.sinks[-1] += [block for cell in table.cells for block in cell.blocks]
        elif table.cells:
            self.sinks[-1].append(table)

    def end_line(self) -> None:
        text = "".join(self.inline)
        self.inline.clear()
        if not self.preformatted:
            text = tidy(_SPACE.sub(" ", text)).replace("\n", " ")
        self.sinks[-1] += [Line(line.strip()) for line in tidy(text).split("\n") if line.strip()]


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _is_hidden(node: LexborNode) -> bool:
    if node.tag in _UNSEEN:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


def _span(node: LexborNode, name: str) -> int:
    found = _NUMBER.match(node.attributes.get(name) or "")
    return int(found[1]) if found else 1
