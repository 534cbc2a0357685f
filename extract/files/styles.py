"""What the styles that a web page states itself say of its text: hidden, struck out, raised, marked as a list.

The parser's own selectors find what a rule of a style sheet is about; sheets in other files are not at hand.
Source: CSS Cascading and Inheritance Level 3, 6 (importance, then style attributes, specificity and order).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

_ASKED = {
    "display": "display", "visibility": "visibility", "opacity": "opacity", "font-size": "font-size",
    "text-decoration": "line", "text-decoration-line": "line", "vertical-align": "align",
    "list-style": "marker", "list-style-type": "marker", "color": "colour", "background": "ground",
    "background-color": "ground",
}  # fmt: skip
"""The properties that are read, and what they are called here: shorthands stand for the one that matters."""
_BOXES = {
    "left": "away", "top": "away", "text-indent": "away", "margin-left": "away", "height": "flat", "max-height": "flat",
    "width": "flat", "overflow": "overflow", "clip-path": "clipped", "transform": "clipped",
}  # fmt: skip
"""Properties that are read where they take a box off the page, or close it: pages state them everywhere else too."""
_AWAY = re.compile(
    r"-\d{3,}(?:\.\d+)?(?:px|pt|em|rem|%|vw|vh)|0+(?:px|em|%)?|hidden|clip|inset\((?:50|100)%\)|scale\(0\)"
)

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->", re.DOTALL)
_SHOWN_MEDIA = re.compile(r"\s*(?:(?:only\s+)?(?:screen|all))?\s*(?:,.*)?", re.IGNORECASE | re.DOTALL)
_AT_RULE = re.compile(r"@([\w-]{1,40})([^{};]{0,400})([{;])")
_BRACE = re.compile(r"[{}]")
_DYNAMIC = re.compile(r"::|:(?:hover|focus|active|visited|target|before|after|checked|root)\b")
_COUNTED = (re.compile(r"#[\w-]+"), re.compile(r"\.[\w-]+|\[|:"), re.compile(r"(?:^|[\s>+~(])[a-zA-Z]"))
"""What makes a selector specific: ids, classes and the like, elements."""

_MOST_SELECTORS = 1_000
_LONGEST_SELECTOR = 300
_LONGEST_SHEET = 500_000

_Weight = tuple[int, ...]
"""Important, in a style attribute, specificity, order: the greatest wins."""


class Styles:
    """The declarations that hold for each element of a page."""

    def __init__(self, page: LexborHTMLParser) -> None:
        self.are_whole = not page.css("link[rel~=stylesheet]")
        """Whether the page states all its styles itself."""
        self._declared: dict[int, dict[str, tuple[_Weight, str]]] = {}
        for order, (selector, declarations) in enumerate(_rules(_sheets(page))):
            if order >= _MOST_SELECTORS:
                break
            weight = (*_specificity(selector), order)
            for node in _selected(page, selector):
                _declare(self._declared.setdefault(node.mem_id, {}), declarations, weight)

    def of(self, node: LexborNode, attributes: Mapping[str, str | None]) -> Mapping[str, str]:
        """What is declared for an element, by its attribute `style` too; names are those of `_ASKED`."""
        declared = self._declared.get(node.mem_id)
        own = attributes.get("style")
        if own:
            declared = dict(declared or {})
            _declare(declared, own, (True, 0, 0, 0, 0))
        return {name: value for name, (_, value) in declared.items()} if declared else {}


def _sheets(page: LexborHTMLParser) -> Iterator[str]:
    for style in page.css("style"):
        if _SHOWN_MEDIA.fullmatch(style.attributes.get("media") or ""):
            yield _COMMENT.sub("", style.text()[:_LONGEST_SHEET])


def _rules(sheets: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each selector with the declarations that it is given, if one of them is asked for."""
    for sheet in sheets:
        for rule in "".join(_always(sheet)).split("}")[:-1]:
            selectors, _, declarations = rule.partition("{")
            if any(_asked(name, value) for name, value in _declarations(declarations)):
                yield from ((selector.strip(), declarations) for selector in selectors.split(","))


def _declarations(text: str) -> Iterator[tuple[str, str]]:
    """The names and values of `name: value; …`, in lower case."""
    for declaration in text.lower().split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip(), value.strip()


def _asked(name: str, value: str) -> str | None:
    """What a property is called here, if it is read where it has this value."""
    if name in _BOXES:
        return _BOXES[name] if _AWAY.fullmatch(value.partition("!")[0].strip()) else None
    return _ASKED.get(name)


def _always(sheet: str) -> Iterator[str]:
    """A sheet without what holds on other media only."""
    position = 0
    while (at := _AT_RULE.search(sheet, position)) is not None:
        yield sheet[position : at.start()]
        position = at.end() if at[3] == ";" else _end_of_block(sheet, at.end())
        if at[1].lower() == "media" and _SHOWN_MEDIA.fullmatch(at[2]):
            yield sheet[at.end() : position - 1]
    yield sheet[position:]


def _end_of_block(sheet: str, position: int) -> int:
    depth = 1
    for brace in _BRACE.finditer(sheet, position):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return len(sheet)


def _selected(page: LexborHTMLParser, selector: str) -> list[LexborNode]:
    """The elements that a selector is about; none where it is about what a reader does, or is not understood."""
    if not selector or len(selector) > _LONGEST_SELECTOR or _DYNAMIC.search(selector):
        return []
    try:
        return page.css(selector)
    except SelectolaxError:
        return []


def _specificity(selector: str) -> _Weight:
    return 0, *(len(counted.findall(selector)) for counted in _COUNTED)


def _declare(declared: dict[str, tuple[_Weight, str]], text: str, weight: _Weight) -> None:
    for name, stated in _declarations(text):
        value, important, _ = stated.partition("!")
        asked = _asked(name, value.strip())
        if asked is None:
            continue
        full = (len(important), *weight)
        if asked not in declared or declared[asked][0] <= full:
            declared[asked] = full, value.strip()
