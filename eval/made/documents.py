"""Whole documents as text: title, sections and their headings around the laid-out tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from eval.made.draft import DocumentRenderer, Draft
from eval.made.marks import is_mark, opens

CHINESE = "一二三四五六七八九十"

HeadingNumber = Callable[[int, Draft], str]


def numbered(number: int, draft: Draft) -> str:
    return f"{CHINESE[number - 1]}、"


def unnumbered(number: int, draft: Draft) -> str:
    """The number is lost from some headings."""
    return "" if draft.rng.random() < 0.6 else numbered(number, draft)


def shifted(number: int, draft: Draft) -> str:
    """From section 3 on every number is one too low."""
    return numbered(number - 1 if number > 2 else number, draft)


def repeated(number: int, draft: Draft) -> str:
    """Two neighbouring sections carry the same number."""
    return numbered(4 if number == 5 else number, draft)


def sections(
    draft: Draft, tables: Mapping[int, str], before: str = "", number_of: HeadingNumber = numbered
) -> list[tuple[str, str]]:
    """Heading (marked with its number) and body of each section. `before` stands in front of each heading."""
    found = []
    for number, title in draft.titles.items():
        mark = draft.marks.wrap("section", number, "")
        heading = f"{mark}{before}{number_of(number, draft)}{draft.marks.wrap('title', number, title)}"
        found.append((heading, tables.get(number) or draft.body(number)))
    return found


def lines(
    draft: Draft, tables: Mapping[int, str], heading: str = "", number_of: HeadingNumber = numbered, gap: str = "\n\n"
) -> str:
    """The plain document: a paragraph or table after each heading."""
    parts = [("# " if heading else "") + "\n".join(draft.prose.title)]
    if draft.prose.preamble:
        parts.append(draft.prose.preamble)
    for title, body in sections(draft, tables, heading, number_of):
        parts += [title, body]
    if draft.prose.signature:
        parts.append(draft.prose.signature)
    return gap.join(parts) + "\n"


def markdown(draft: Draft, tables: Mapping[int, str]) -> str:
    return lines(draft, tables, heading="## ")


def with_numbers(number_of: HeadingNumber) -> DocumentRenderer:
    return partial(lines, number_of=number_of)


def hard_wrapped(draft: Draft, tables: Mapping[int, str]) -> str:
    """The text of a PDF: prose broken every 36 characters, a page number now and then."""
    parts = ["\n".join(draft.prose.title)]
    page = 1
    for title, body in [("", draft.prose.preamble), *sections(draft, tables)]:
        is_table = body in tables.values()
        parts.append(title + "\n" + (body if is_table else "\n".join(wrap(line, 36) for line in body.split("\n"))))
        if draft.rng.random() < 0.5:
            parts.append(f"— {page} —")
            page += 1
    return "\n".join(part for part in [*parts, draft.prose.signature] if part) + "\n"


def one_line(draft: Draft, tables: Mapping[int, str]) -> str:
    """Page text with every line break lost: a space in place of each."""
    return " ".join(lines(draft, tables).split())


def glued(draft: Draft, tables: Mapping[int, str]) -> str:
    """Page text with every line break lost and nothing in its place."""
    return "".join(part for part in lines(draft, tables).split("\n") if part)


def with_navigation(draft: Draft, tables: Mapping[int, str]) -> str:
    """Page text with the site's menus and footer around it."""
    menu = "首页\n政务公开\n政府信息公开指南\n政府信息公开年报\n当前位置：首页 > 政务公开 > 年报\n字号：大 中 小  打印"
    footer = "上一篇：年度工作要点\n下一篇：没有了\n相关链接\n网站地图 | 联系我们\n主办：本级人民政府办公室"
    return f"{menu}\n{lines(draft, tables)}\n{footer}\n"


def wrap(text: str, width: int) -> str:
    """Lines of about `width` characters; marks take no room, and a number is not broken."""
    out: list[str] = []
    used = 0
    before = ""
    for character in text:
        if not is_mark(character):
            if used >= width and not (before.isdigit() and character.isdigit()):
                out.insert(_before_marks(out), "\n")
                used = 0
            used += 1
            before = character
        out.append(character)
    return "".join(out)


def _before_marks(out: list[str]) -> int:
    """Where the marks begin that open a span at the end of what is written."""
    at = len(out)
    while at and opens(out[at - 1]):
        at -= 1
    return at


def renamed(draft: Draft, tables: Mapping[int, str]) -> str:
    """Section titles in another wording of theirs."""
    wordings = {section.number: (section.title, *section.variants) for section in draft.form.sections}
    draft.titles = {number: draft.rng.choice(wordings[number]) for number in draft.titles}
    return lines(draft, tables)
