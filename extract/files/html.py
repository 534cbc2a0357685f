"""Web pages: what a reader sees, in reading order."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from extract.document import Document
from extract.doubts import Doubt
from extract.files.blocks import Block, Line, Table
from extract.files.colours import WHITE, Ink
from extract.files.compose import compose
from extract.files.encoding import Decoded, decode, mark_controls, tidy
from extract.files.errors import FileError, refuse_elements
from extract.files.listing import List, marked, opened
from extract.files.raised import Height, Piece, joined
from extract.files.scripted import scripted_pages
from extract.files.spans import Spanned, place
from extract.files.styles import Styles
from extract.settings import Limits

_UNSEEN = frozenset({
    "head", "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas",
    "audio", "video", "datalist", "button", "map", "rt", "rp",
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
_STRUCK = frozenset({"s", "strike", "del"})
_PAGE = frozenset({"html", "body"})
"""Never hidden: where a style says so, a script shows the page when it is ready."""
_LISTS = frozenset({"ol", "ul", "menu", "dir"})
_NOT_TYPED_IN = frozenset({
    "hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file", "password", "color", "range",
})  # fmt: skip
_HEIGHTS: Mapping[str, Height] = {"sup": "super", "sub": "sub", "super": "super", "baseline": ""}
_NOTHING = re.compile(r"0*(?:\.0*)?(?:[a-z]+|%)?")
"""A size or an opacity of zero."""
_RELATIVE = ("em", "%")
_DECLARED = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\n\r\f]+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)")
_NUMBER = re.compile(r"\s*(\d{1,5})")
_DEEPEST = 4_000
_DEEPEST_TABLE = 30


def read_html(data: bytes, limits: Limits) -> Document:
    """The visible text of a page, its tables of data as grids; what a script fills into it. Raises FileError."""
    decoded = decoded_page(data)
    text, notes = mark_controls(decoded.text)
    refuse_elements(text.count("<"), limits.max_elements)
    blocks = html_blocks(text)
    if not any(isinstance(block, Table) for block in blocks) and (pages := scripted_pages(text)):
        blocks += [block for page in pages for block in html_blocks(page)]
        notes = (*notes, Doubt("filled_by_script"))
    return compose(blocks, "text/html", limits.max_text, notes=(*decoded.notes, *notes))


def decoded_page(data: bytes) -> Decoded:
    """A page as text, whatever encoding it is in. Raises FileError."""
    declared = _DECLARED.search(data[:4096])
    return decode(data, declared[1].decode("ascii") if declared else None)


def html_blocks(text: str) -> list[Block]:
    """The lines and tables that a browser would show of `text`. Raises FileError."""
    _refuse_deep(text)
    page = LexborHTMLParser(_with_table(text))
    reader = _Reader(Styles(page))
    reader.read(page.root)
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
            raise FileError("page_too_deep", most=_DEEPEST)


@dataclass(slots=True)
class _OpenTable:
    """A table whose end has not come: its groups of rows, and where its caption goes."""

    groups: list[list[list[Spanned]]] = field(default_factory=list)
    caption: list[Block] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text of an element looks, which the elements in it inherit."""

    hidden: bool = False
    tiny: bool = False
    """Of size 0, as blanks between boxes often are."""
    gone: bool = False
    """Struck out or transparent, which nothing inside can undo."""
    height: Height = ""
    ink: Ink = field(default_factory=Ink)

    @property
    def is_seen(self) -> bool:
        return not (self.hidden or self.tiny or self.gone or self.ink.is_invisible)

    def within(self, tag: str, styles: Mapping[str, str]) -> _Look:
        """The look of an element inside."""
        height, ink = _HEIGHTS.get(tag, self.height), self.ink.within(styles)
        if tag in _PAGE or not (styles or tag in _STRUCK):
            return self if height == self.height and ink is self.ink else replace(self, height=height, ink=ink)
        visibility, size = styles.get("visibility"), styles.get("font-size", "")
        transparent = _NOTHING.fullmatch(styles.get("opacity") or "1") is not None
        return _Look(
            visibility in ("hidden", "collapse") if visibility in ("hidden", "collapse", "visible") else self.hidden,
            _is_tiny(size) or (self.tiny and (not size or size.endswith(_RELATIVE))),
            self.gone or tag in _STRUCK or "line-through" in styles.get("line", "") or transparent or _is_away(styles),
            _HEIGHTS.get(styles.get("align", ""), height),
            ink,
        )


def _is_away(styles: Mapping[str, str]) -> bool:
    """Whether an element lies beyond the edge of the page, or is closed to nothing."""
    away = styles.get("away", "0").startswith("-")
    return away or "clipped" in styles or ("flat" in styles and "overflow" in styles)


_STATED = {"color": "colour", "bgcolor": "ground", "background": "ground"}
"""The attributes that state a colour, as old pages do, by the name of the style that they stand for."""


def _with_stated(attributes: Mapping[str, str | None], styles: Mapping[str, str]) -> Mapping[str, str]:
    """The styles of an element, with the colours that its attributes state."""
    stated = {_STATED[name]: value for name, value in attributes.items() if name in _STATED and value}
    return {**stated, **styles} if stated else styles


def _is_tiny(size: str) -> bool:
    return size[:1] in ("0", ".") and _NOTHING.fullmatch(size) is not None


class _Reader:
    """Walks a page's tree without recursion; `blocks` are the lines and tables found.

    `sinks` are the lists that lines go to: the page's, and one for each open cell or caption.
    """

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.blocks: list[Block] = []
        self.sinks = [self.blocks]
        self.tables: list[_OpenTable] = []
        self.lists: list[List] = []
        self.mark = ""
        """What stands before the next line, as the first of an item."""
        self.looks = [_Look(ink=Ink(ground=WHITE if styles.are_whole else None))]
        self.inline: list[Piece] = []
        self.preformatted = 0
        self.unsure: list[bool] = []
        """For each open cell whether what stands in it may be invisible."""

    def read(self, root: LexborNode | None) -> None:
        stack: list[tuple[LexborNode, bool]] = [(root, False)] if root is not None else []
        while stack:
            node, left = stack.pop()
            if left:
                self.leave(node, node.tag or "")
            elif node.is_text_node:
                self.text(node.text_content or "")
            elif node.is_element_node and self.enter(node, node.tag or ""):
                stack.append((node, True))
                stack += [(child, False) for child in reversed(_children(node))]
        self.end_line()

    def text(self, text: str) -> None:
        look = self.looks[-1]
        if text.strip() and look.is_seen and look.ink.is_doubtful and self.unsure:
            self.unsure[-1] = True
        elif look.is_seen:
            self.inline.append((text, look.height))

    def enter(self, node: LexborNode, tag: str) -> bool:
        """Begins an element; whether what is inside it is to be read."""
        attributes = node.attributes
        styles = _with_stated(attributes, self.styles.of(node, attributes))
        if _is_hidden(tag, attributes, styles):
            return False
        if tag in ("input", "select"):
            self.text(f" {_typed_in(attributes) if tag == 'input' else _chosen(node, attributes)} ")
            return False
        if tag in _BLOCKS:
            self.end_line()
        self.looks.append(self.looks[-1].within(tag, styles))
        if tag in _LISTS:
            items = sum(child.tag == "li" for child in _children(node))
            self.lists.append(opened(tag, items, attributes, styles))
        elif tag == "li" and self.lists:
            self.mark = self.lists[-1].mark(attributes, styles)
        else:
            self.enter_other(tag)
        return True

    def enter_other(self, tag: str) -> None:
        if tag == "pre":
            self.preformatted += 1
        elif tag == "table":
            self.mark = ""
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
            self.unsure.append(False)

    def leave(self, node: LexborNode, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_line()
        self.looks.pop()
        if tag in _LISTS:
            self.lists.pop()
        elif tag == "li":
            self.mark = ""
        elif tag == "pre":
            self.preformatted -= 1
        elif tag == "table":
            self.end_table(self.tables.pop())
        elif self.tables and tag == "caption":
            self.sinks.pop()
        elif self.tables and tag in _CELLS:
            blocks, spans = self.sinks.pop(), (_span(node, "rowspan"), _span(node, "colspan") or 1)
            self.tables[-1].groups[-1][-1].append(Spanned(blocks, *spans, self.unsure.pop()))

    def end_table(self, open_table: _OpenTable) -> None:
        table = place(open_table.groups)
        self.sinks[-1] += open_table.caption
        if len(table.cells) == 1 or len(self.tables) > _DEEPEST_TABLE:
            self.sinks[-1] += [block for cell in table.cells for block in cell.blocks]
        elif table.cells:
            self.sinks[-1].append(table)

    def end_line(self) -> None:
        text = joined(self.inline)
        self.inline.clear()
        if not self.preformatted:
            text = tidy(_SPACE.sub(" ", text)).replace("\n", " ")
        lines = [line.strip() for line in tidy(text).split("\n") if line.strip()]
        if lines and self.mark:
            lines[0], self.mark = marked(self.mark, lines[0]), ""
        self.sinks[-1] += map(Line, lines)


def _children(node: LexborNode) -> list[LexborNode]:
    children = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    return children


def _is_hidden(tag: str, attributes: Mapping[str, str | None], styles: Mapping[str, str]) -> bool:
    """Whether an element takes no place on the page."""
    if tag in _UNSEEN or "hidden" in attributes:
        return True
    collapsed = tag == "tr" and styles.get("visibility") == "collapse"
    return tag not in _PAGE and (styles.get("display") == "none" or collapsed)


def _typed_in(attributes: Mapping[str, str | None]) -> str:
    """What stands in a field of a form that text is typed into."""
    hidden = (attributes.get("type") or "").strip().lower() in _NOT_TYPED_IN
    return "" if hidden else attributes.get("value") or ""


def _chosen(select: LexborNode, attributes: Mapping[str, str | None]) -> str:
    """What a field shows that lets choose: the last option chosen, else the first; of a list all that are chosen."""
    options = select.css("option")
    chosen = [option for option in options if "selected" in option.attributes]
    if "multiple" not in attributes:
        chosen = chosen[-1:] or options[:1]
    return " ".join(option.attributes.get("label") or option.text() for option in chosen)


def _span(node: LexborNode, name: str) -> int:
    found = _NUMBER.match(node.attributes.get(name) or "")
    return int(found[1]) if found else 1
