"""Web pages: visible text in reading order, tables of data as grids."""

from __future__ import annotations

import time

import pytest

from extract.document import Document
from extract.files import FileError, read_bytes
from extract.settings import Limits

pytestmark = pytest.mark.usefixtures("english")

LIMITS = Limits()


def page(markup: str) -> Document:
    return read_bytes(markup.encode(), LIMITS, ".html")


def grids(markup: str) -> list[list[tuple[int, int, int, int, str]]]:
    """Row, column, row span, column span and text of the cells of each grid."""
    document = page(markup)
    return [
        [(c.row, c.column, c.row_span, c.column_span, document.text[c.start : c.end]) for c in grid.cells]
        for grid in document.grids
    ]


def test_only_visible_text_is_read() -> None:
    markup = """<html><head><title>t</title><style>p{}</style></head><body><script>var a=1</script><!-- c -->
    <p>甲<b>乙</b>
     丙</p><div style="DISPLAY : none">隐</div><p hidden>隐</p><p style="visibility:hidden">隐</p>丁<br>戊<noscript>n
    </noscript></body></html>"""
    assert page(markup).text == "甲乙 丙\n丁\n戊\n"


def test_entities_and_no_break_spaces_become_plain_characters() -> None:
    assert page("<p>自然人&nbsp;&nbsp;1&#8203;2&nbsp;&lt;b&gt;&#12288;年</p>").text == "自然人  12 <b>\u3000年\n"


def test_preformatted_lines_stay_apart() -> None:
    assert page("<pre>总计\t1\n合计\t2</pre>").text == "总计\t1\n合计\t2\n"


def test_the_declared_encoding_decides_where_two_are_possible() -> None:
    """In GB2312, 一 is two bytes that UTF-8 takes for a letter of Bashkir."""
    short = "<meta charset=gb2312><p>一"
    assert read_bytes(short.encode("gb2312"), LIMITS, ".htm").text == "一\n"


@pytest.mark.parametrize("declared", ["gb2312", "utf-8", "iso-8859-1", "x-unknown", "utf-16"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_wrongly_declared_encoding_does_no_harm(declared: str, encoding: str) -> None:
    markup = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head>政府信息公开'
    assert read_bytes(markup.encode(encoding), LIMITS).text == "政府信息公开\n"


def test_spans_are_placed_as_a_browser_does() -> None:
    markup = """<table><thead><tr><th rowspan=2>项目<th colspan=2>申请人<tr><th>自然人<th>总计</thead>
    <tr><td>新收<td>1<td>&nbsp;<tr><td rowspan=0>结转<td>2<td>2<tr><td>3<td>3</table>"""
    assert grids(markup) == [
        [
            (0, 0, 2, 1, "项目"), (0, 1, 1, 2, "申请人"), (1, 1, 1, 1, "自然人"), (1, 2, 1, 1, "总计"),
            (2, 0, 1, 1, "新收"), (2, 1, 1, 1, "1"), (2, 2, 1, 1, ""),
            (3, 0, 2, 1, "结转"), (3, 1, 1, 1, "2"), (3, 2, 1, 1, "2"), (4, 1, 1, 1, "3"), (4, 2, 1, 1, "3"),
        ]
    ]  # fmt: skip


def test_the_text_of_a_grid_keeps_its_columns_by_tabs() -> None:
    markup = "前<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>1<br>2<td>3</table>后"
    assert page(markup).text == "前\n甲\t乙\t\n\t1 2\t3\n后\n"


def test_broken_spans_do_not_grow_the_table() -> None:
    markup = "<table><tr><td colspan=1000>题<tr><td colspan=x>a<td rowspan=70000>b<td colspan=-3>c</table>"
    assert grids(markup) == [[(0, 0, 1, 3, "题"), (1, 0, 1, 1, "a"), (1, 1, 1, 1, "b"), (1, 2, 1, 1, "c")]]


def test_overlapping_spans_keep_the_cell_that_came_first() -> None:
    markup = "<table><tr><td>a<td rowspan=2>b<td>c<tr><td colspan=3>d</table>"
    assert grids(markup) == [[(0, 0, 1, 1, "a"), (0, 1, 2, 1, "b"), (0, 2, 1, 1, "c"), (1, 0, 1, 1, "d")]]


def test_cells_without_end_tags_and_rows_without_a_table_are_read() -> None:
    expected = [[(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "2")]]
    assert grids("<table><tr><td>甲<td>1<tr><td>乙</td>2<td>2</table>".replace("</td>2", "")) == expected
    assert grids("<tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr>") == expected


def test_a_table_around_tables_only_lays_the_page_out() -> None:
    inner = "<table><tr><td>规章<td>0</table>"
    document = page(f"<table><tr><td>导航<td><h1>报告</h1>{inner}<p>文</p>{inner}</table>")
    assert document.text == "导航\n报告\n规章\t0\n文\n规章\t0\n"
    assert len(document.grids) == 2


def test_a_cell_framed_by_a_table_of_its_own_stays_a_cell() -> None:
    framed = "<table><tr><td><table><tr><td>7</td></tr></table></td></tr></table>"
    assert grids(f"<table><tr><td>总计<td>{framed}</table>") == [[(0, 0, 1, 1, "总计"), (0, 1, 1, 1, "7")]]


def test_prose_in_a_table_becomes_lines_and_parts_the_grids() -> None:
    prose = "<p>一、总体情况</p><p>" + "本年度工作。" * 40 + "</p>"
    markup = f"<table><tr><td colspan=2>{prose}<tr><td>甲<td>1<tr><td colspan=2>{prose}<tr><td>乙<td>2</table>"
    document = page(markup)
    assert grids(markup) == [
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1")],
        [(0, 0, 1, 1, "乙"), (0, 1, 1, 1, "2")],
    ]
    assert document.text.startswith("一、总体情况\n本年度工作。")


def test_a_table_of_one_column_becomes_lines() -> None:
    document = page("<table><tr><td>甲<tr><td>乙</table>")
    assert (document.text, document.grids) == ("甲\n乙\n", [])


def test_grids_are_ordered_and_their_cells_stand_in_the_text() -> None:
    document = page("<table><caption>表</caption><tr><td>a<td></table><table><tr><td><td>b</table>")
    assert document.text == "表\na\t\n\tb\n"
    assert [(grid.start, grid.end) for grid in document.grids] == [(2, 4), (5, 7)]


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(FileError, match="no text"):
        page("<html><body><script>x</script><p> &nbsp;</p></body></html>")


def test_markup_nested_without_end_is_refused_at_once() -> None:
    start = time.perf_counter()
    with pytest.raises(FileError, match="nests"):
        page("<div>" * 300_000 + "x")
    read_bytes(b"<table><tr><td>" * 3_000 + b"x", LIMITS, ".html")
    read_bytes(b"<table>" + b"<tr><td rowspan=0 colspan=200>x<td>" * 4_000, Limits(max_text=10_000_000), ".html")
    assert time.perf_counter() - start < 10


def cells(markup: str) -> list[str]:
    """The texts of the cells of the page's table."""
    return [cell[-1] for grid in grids(markup) for cell in grid]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("17<sup>1</sup>", "17¹"), ("17<sup>[1]</sup>", "17[¹]"), ("<sup>10</sup>17", "¹⁰17"),
        ("17<sub>2</sub>", "17₂"),
        ("17<a href='#n'><sup><span>3</span></sup></a>", "17³"), ("<sup>17</sup>", "17"), ("17<sup>①</sup>", "17①"),
        ("17<span style='vertical-align: super'>1</span>", "17¹"), ("17<span class='note'>1</span>", "17¹"),
        ("17<sup>1<span style='vertical-align:baseline'>件</span></sup>", "17¹件"),
    ],
)  # fmt: skip
def test_raised_digits_are_no_digits_of_the_number_beside_them(markup: str, expected: str) -> None:
    style = "<style>.note { vertical-align: super; font-size: 70% }</style>"
    assert cells(f"{style}<table><tr><td>规章<td>{markup}<td>4</table>") == ["规章", expected, "4"]


@pytest.mark.parametrize(
    "struck",
    [
        "<s>26</s>", "<del>26</del>", "<strike><b>26</b></strike>",
        "<span style='text-decoration:line-through'>26</span>",
        "<span style='text-decoration-line: line-through'>2<b style='text-decoration:none'>6</b></span>",
        "<i class='old'>26</i>",
    ],
)  # fmt: skip
def test_what_is_struck_out_is_not_read(struck: str) -> None:
    style = "<style>i.old, u.old { text-decoration: red line-through }</style>"
    assert cells(f"{style}<table><tr><td>规章<td>{struck}17<td>4</table>") == ["规章", "17", "4"]


def test_a_cell_that_is_struck_out_keeps_its_place() -> None:
    row = "<td>规章<td style='text-decoration:line-through'>26<td class=v>5<td>4"
    assert cells(f"<style>.v{{visibility:hidden}}</style><table><tr>{row}</table>") == ["规章", "", "", "4"]


@pytest.mark.parametrize(
    ("sheet", "markup"),
    [
        (".x{display:none}", "<b class='x'>9</b>"),
        ("p, b.x , #q{color:red;DISPLAY : NONE !important}", "<b class='y x'>9</b>"),
        ("#q{display:none}", "<b id=q>9</b>"),
        ("td > .x{visibility:hidden}", "<b class=x>9</b>"),
        (".x{font-size:0}", "<b class=x>9</b>"),
        (".x{font-size:0px}", "<b class=x><i>9</i></b>"),
        (".x{font-size:0}.y{font-size:2em}", "<b class=x><i class=y>9</i></b>"),
        (".x{opacity:0.0}", "<b class=x>9</b>"),
        ("@media screen{.x{display:none}}", "<b class=x>9</b>"),
        ("@charset 'utf-8'; /* .x{} */ .x{display:none}", "<b class=x>9</b>"),
        ("@media print{.y{color:red}} .x{display:none}", "<b class=x>9</b>"),
        (".x{display:inline}b.x{display:none}.x{display:inline}", "<b class=x>9</b>"),
        ("", "<b style='font-size: 0pt'>9</b>"),
        ("", "<b hidden>9</b>"),
    ],
)
def test_what_the_pages_own_styles_hide_is_not_read(sheet: str, markup: str) -> None:
    assert cells(f"<style>{sheet}</style><table><tr><td>规章<td>17{markup}<td>4</table>") == ["规章", "17", "4"]


@pytest.mark.parametrize(
    ("sheet", "markup"),
    [
        (".x{display:none}", "<b>7</b>"),
        (".x:hover{display:none}", "<b class=x>7</b>"),
        ("@media print{.x{display:none}}", "<b class=x>7</b>"),
        ("@media (max-width:600px){.x{display:none}}", "<b class=x>7</b>"),
        (".x{display:none}td .x{display:inline}", "<b class=x>7</b>"),
        (".x{display:none}", "<b class=x style='display:inline'>7</b>"),
        (".x{font-size:0}.y{font-size:14px}", "<b class=x><i class=y>7</i></b>"),
        (".x{visibility:hidden}.y{visibility:visible}", "<b class=x><i class=y>7</i></b>"),
        (".x{opacity:0.5;font-size:0.9em}", "<b class=x>7</b>"),
        ("body{visibility:hidden;opacity:0}html{display:none}", "<b>7</b>"),
        ("b{display:none", "<b>7</b>"),
        ("", "<b aria-hidden=true>7</b>"),
        ("", "<ins>7</ins>"),
    ],
)
def test_what_a_style_does_not_hide_is_read(sheet: str, markup: str) -> None:
    assert cells(f"<style>{sheet}</style><table><tr><td>规章<td>1{markup}<td>4</table>") == ["规章", "17", "4"]


def test_a_row_that_serves_as_a_template_is_no_row() -> None:
    markup = "<style>tr.model{display:none}</style><table><tr class=model><td>样<td>0<tr><td>规章<td>3</table>"
    assert grids(markup) == [[(0, 0, 1, 1, "规章"), (0, 1, 1, 1, "3")]]


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("<input value='12'>", "12"), ("<input type=number value=12 readonly>", "12"), ("<input type=text>", ""),
        ("<input type=hidden value=5>12", "12"), ("<input type=checkbox value=5>12", "12"),
        ("<input value=1><input value=2>", "1 2"), ("<input value=12>件", "12 件"),
        ("<textarea> 12\n</textarea>", "12"), ("<input value=12 style='display:none'>3", "3"),
        ("<select><option>3<option selected>12<option>5</select>", "12"),
        ("<select><option>12<option>5</select>", "12"),
        ("<select multiple><option>3<option selected>12<option selected>5</select>", "12 5"),
    ],
)  # fmt: skip
def test_what_stands_in_the_fields_of_a_form_is_read(field: str, expected: str) -> None:
    assert cells(f"<table><tr><td>规章<td>{field}<td>4</table>") == ["规章", expected, "4"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>甲<li>乙</ol>", "1. 甲\n2. 乙\n"),
        ("<ol start=4><li>甲<li value=9>乙<li>丙</ol>", "4. 甲\n9. 乙\n10. 丙\n"),
        ("<ol reversed><li>甲<li>乙</ol>", "2. 甲\n1. 乙\n"),
        ("<ol type=a><li>甲<li>乙</ol>", "a. 甲\nb. 乙\n"),
        ("<ol type=A><li>甲</ol><ol type=I start=4><li>乙</ol><ol type=i><li>丙</ol>", "A. 甲\nIV. 乙\ni. 丙\n"),
        ("<ol><li>甲<ol><li>乙<li>丙</ol><li>丁</ol>", "1. 甲\n1. 乙\n2. 丙\n2. 丁\n"),
        ("<ol><li><p>甲</p><p>乙</p><li>丙</ol>", "1. 甲\n乙\n2. 丙\n"),
        ("<ol style='list-style-type:cjk-ideographic'><li>甲<li>乙</ol>", "一、甲\n二、乙\n"),
        ("<ol style='list-style:none inside'><li>甲<li>乙</ol>", "甲\n乙\n"),
        ("<style>.n li{list-style:none}</style><ul class=n><li>甲</ul><ul><li>乙</ul>", "甲\n• 乙\n"),
        ("<style>.n li{display:none}</style><ol><li>甲<li class=h>乙</ol><ol class=n><li>丙</ol>", "1. 甲\n2. 乙\n"),
        ("<ol><li>甲<li style='display:none'>乙<li>丙</ol>", "1. 甲\n2. 丙\n"),
        ("<ol><li>一是甲<li>（二）乙<li>3.丙<li>2024年丁</ol>", "一是甲\n（二）乙\n3.丙\n4. 2024年丁\n"),
        ("<ul><li>甲<li>12</ul>", "• 甲\n12\n"),
        ("<li>甲</li>", "甲\n"),
    ],
)
def test_the_marks_that_a_browser_sets_before_items_are_read(markup: str, expected: str) -> None:
    assert page(markup).text == expected


def test_a_list_in_a_cell_has_its_numbers_before_words_only() -> None:
    markup = "<table><tr><td><ol start=2><li>其他禁止公开</ol><td><ol><li>12</ol><td><ul><li>5</ul></table>"
    assert cells(markup) == ["2. 其他禁止公开", "12", "5"]


def test_many_rules_and_many_elements_are_read_in_a_moment() -> None:
    sheet = "".join(f".c{number} td .d{number}{{display:none}}" for number in range(3_000))
    markup = f"<style>{sheet}</style><table>{'<tr><td><b class=d1>1</b><td>2' * 3_000}</table>"
    begun = time.perf_counter()
    assert page(markup).text.startswith("1\t2\n")
    assert time.perf_counter() - begun < 10


@pytest.mark.parametrize("sheet", ["a" * 400_000, "/*" * 200_000, "@a" * 40_000, "a{b" * 100_000, "{" * 400_000])
def test_a_broken_style_sheet_takes_no_time(sheet: str) -> None:
    begun = time.perf_counter()
    assert page(f"<style>{sheet}</style><p>年报").text == "年报\n"
    assert time.perf_counter() - begun < 3
