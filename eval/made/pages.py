"""Reports as web pages: merged cells, blanks as &nbsp;, and the clutter of real sites."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from eval.made.documents import sections
from eval.made.draft import Draft
from eval.made.printed import PrintedTable, SpanCell, grid


def spans(cell: SpanCell) -> str:
    """The attributes of a merged cell."""
    rows = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    return rows + (f' colspan="{cell.column_span}"' if cell.column_span > 1 else "")


def _text(cell: SpanCell) -> str:
    return escape(cell.text) if cell.text.strip() else "&nbsp;"


def table(printed: PrintedTable, draft: Draft) -> str:
    """A clean table: rowspan, colspan, &nbsp; in empty cells."""
    laid = grid(printed)
    rows = []
    for number in range(laid.height):
        cells = [f"<td{spans(cell)}>{shown(cell)}</td>" for cell in laid.row(number)]
        rows.append("<tr>" + "".join(cells) + "</tr>")
    return "<table border='1'>\n" + "\n".join(rows) + "\n</table>"


def shown(cell: SpanCell) -> str:
    """A cell's escaped text; an empty data cell keeps its mark around a no-break space."""
    if cell.address is None:
        return _text(cell)
    inside = cell.text[1:-1]
    return escape(cell.text) if inside else f"{cell.text[0]}{cell.text[-1]}&nbsp;"


def table_messy(printed: PrintedTable, draft: Draft) -> str:
    """What an editor leaves behind: styles, paragraphs and spans in cells, breaks in labels, a table around it."""
    laid = grid(printed)
    rows = []
    for number in range(laid.height):
        cells = []
        for cell in laid.row(number):
            tag = "th" if cell.header and draft.rng.random() < 0.5 else "td"
            cells.append(f"<{tag}{spans(cell)} style='border:solid windowtext 1.0pt'>{_wordy(cell, draft)}</{tag}>")
        rows.append(f"<tr style='height:{draft.rng.randrange(10, 40)}px'>\n  " + "\n  ".join(cells) + "\n</tr>")
    body = "<tbody>" + "\n".join(rows) + "</tbody>"
    inner = f"<div class='Section1'><div><table class='MsoNormalTable' width='100%'>{body}</table></div></div>"
    return f"<table><tr><td>{inner}</td></tr></table>" if draft.rng.random() < 0.5 else inner


def _wordy(cell: SpanCell, draft: Draft) -> str:
    text = shown(cell)
    if cell.address is None and len(cell.text) > 8 and draft.rng.random() < 0.4:
        cut = draft.rng.randrange(3, len(cell.text) - 2)
        inside = draft.rng.choice(["<br>", "<br/>", "</span><span>"])
        text = escape(cell.text[:cut]) + inside + escape(cell.text[cut:])
    wrappers = ("<p><span>{}</span></p>", "\n   <span lang='EN-US'>{}</span>\n  ", "<p>{}</p>")
    return draft.rng.choice(wrappers).format(text)


def table_flat(printed: PrintedTable, draft: Draft) -> str:
    """Merged cells split again: every row has all its cells, those that were merged away are empty."""
    laid = grid(printed)
    rows = []
    for number in range(laid.height):
        texts = {cell.column: shown(cell) for cell in laid.row(number)}
        rows.append("<tr>" + "".join(f"<td>{texts.get(column, '')}</td>" for column in range(laid.width)) + "</tr>")
    return "<table>\n" + "\n".join(rows) + "\n</table>"


def document(draft: Draft, tables: Mapping[int, str]) -> str:
    """The page around the tables."""
    parts = [f"<h1>{escape(''.join(draft.prose.title))}</h1>", *_paragraphs(draft.prose.preamble)]
    for heading, body in sections(draft, {}):
        number = int(draft.marks.keys[ord(heading[0]) - 0xF0000][1])
        parts.append(f"<h2>{escape(heading)}</h2>")
        parts += [tables[number]] if number in tables else _paragraphs(body)
    parts += _paragraphs(draft.prose.signature)
    title = escape(draft.prose.title[0])
    head = f"<head><meta charset='utf-8'><title>{title}</title></head>"
    return f"<!DOCTYPE html>\n<html>{head}\n<body>\n" + "\n".join(parts) + "\n</body></html>\n"


def document_messy(draft: Draft, tables: Mapping[int, str]) -> str:
    """The page within a site: scripts, styles, menus, a share bar, a footer; headings as bold paragraphs."""
    parts = [f"<div class='title'>{'<br>'.join(escape(line) for line in draft.prose.title)}</div>"]
    parts += _paragraphs(draft.prose.preamble)
    for heading, body in sections(draft, {}):
        number = int(draft.marks.keys[ord(heading[0]) - 0xF0000][1])
        parts.append(f"<p style='text-indent:2em'><strong>{escape(heading)}</strong></p>")
        parts += [tables[number]] if number in tables else _paragraphs(body)
    parts += _paragraphs(draft.prose.signature)
    return _SITE.replace("CONTENT", "\n".join(parts))


def _paragraphs(text: str) -> list[str]:
    return [f"<p>{escape(line)}</p>" for line in text.split("\n") if line]


_SITE = """<html><head><meta charset="utf-8"><style>td{padding:0}</style>
<script>var year = 2018; var n = [1,2,3];</script>
<title>政府信息公开年报_门户网站</title></head><body>
<!-- 页头 --><div id="nav"><ul><li><a href="/">首页</a></li><li><a href="/zwgk">政务公开</a></li></ul></div>
<table class="bar"><tr><td>当前位置：<a href="/">首页</a> &gt; 年报</td><td>发布时间：2018-01-02</td></tr></table>
<div class="share">分享到：<span>微信</span> <span>微博</span></div>
<div id="zoom"><div><div>
CONTENT
</div></div></div>
<div class="foot"><p>网站标识码：0000000000</p><p>地址：行政中心1号楼</p></div>
<script>document.write("");</script></body></html>
"""
