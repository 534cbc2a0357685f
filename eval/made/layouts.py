"""Every layout in which a report reaches a reader, by name.

Each says what it is, whether a careful human could place every number in it, and whether an empty cell leaves a
trace. To add one, add an entry: the rest (labels, damage, tests, robustness curves) follows.
"""

from __future__ import annotations

from functools import partial

from eval.made import documents, glue, pages, preparations, rare, strange, text, torn
from eval.made.draft import Layout

_HTML = "text/html"
_MARKDOWN = "text/markdown"

_LAYOUTS = (
    # geometry kept
    Layout("tabs", "tab-separated rows; what a merged cell covers is empty", text.tabs, documents.lines),
    Layout(
        "tabs_shifted",
        "tab-separated rows pushed left or right by merged label cells, row by row",
        text.tabs_shifted,
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "cell_per_line",
        "one cell a line behind a tab, an empty line after each row",
        text.cell_per_line,
        documents.lines,
    ),
    Layout(
        "cell_per_line_bare",
        "one cell a line and nothing else",
        text.cell_per_line_bare,
        documents.lines,
        keeps_blanks=False,
    ),
    Layout("aligned", "columns at fixed positions, filled up with spaces", text.aligned, documents.lines),
    Layout("spaces", "cells separated by one to three spaces", text.spaces, documents.lines, keeps_blanks=False),
    Layout(
        "spaces_with_blanks",
        "cells separated by spaces, blanks leave no trace: rows with some are undecided",
        torn.sparse_spaces,
        documents.lines,
        decidable=False,
    ),
    Layout("markdown", "a Markdown table", text.markdown, documents.markdown, media_type=_MARKDOWN),
    Layout(
        "markdown_row_tables",
        "a Markdown table for each row under a heading with its label",
        text.markdown_row_tables,
        documents.markdown,
        media_type=_MARKDOWN,
    ),
    Layout(
        "markdown_reheaded",
        "a Markdown table that starts anew with its header after each page",
        text.markdown_reheaded,
        documents.markdown,
        media_type=_MARKDOWN,
    ),
    Layout(
        "markdown_broken_header",
        "a Markdown table that goes on after a page under a meaningless header",
        text.markdown_broken_header,
        documents.markdown,
        media_type=_MARKDOWN,
    ),
    Layout("html", "a web page with rowspan, colspan and &nbsp;", pages.table, pages.document, media_type=_HTML),
    Layout(
        "html_messy",
        "a web page within its site: nested tables, wrappers, menus, styles",
        pages.table_messy,
        pages.document_messy,
        media_type=_HTML,
    ),
    Layout(
        "html_flat",
        "a web page whose merged cells were split again",
        pages.table_flat,
        pages.document,
        media_type=_HTML,
    ),
    # labels and numbers part ways
    Layout(
        "pdf_wrapped",
        "PDF text: labels wrapped around their numbers, vertical group labels torn apart",
        torn.torn_groups,
        documents.hard_wrapped,
        keeps_blanks=False,
    ),
    Layout(
        "labels_around",
        "labels in several lines around their numbers",
        torn.rows_as(torn.wrapped_around),
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "labels_broken",
        "labels broken over two lines",
        torn.rows_as(torn.broken_label),
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "numbers_first",
        "each row's numbers, then its label",
        torn.rows_as(torn.numbers_first),
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "numbers_above",
        "each row's numbers, its label in the next line",
        torn.rows_as(torn.numbers_above),
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "unlabelled",
        "the rows of the applications table without labels, all of them there",
        torn.without_labels,
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "some_unlabelled",
        "a third of the rows without labels",
        torn.rows_as(torn.some_without_label),
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "labels_apart",
        "first every label, then every row of numbers",
        torn.labels_apart,
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "column_by_column",
        "the applications table read downwards, column by column",
        torn.column_by_column,
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "page_furniture",
        "page numbers and running headers between rows",
        torn.rows_as(torn.with_page_furniture),
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "rows_cut",
        "a row cut in two by a page's end",
        torn.rows_as(torn.cut_by_page),
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "glued",
        "no line breaks and no separators; only arithmetic parts the digits",
        glue.glued,
        documents.glued,
        keeps_blanks=False,
        decidable=False,
    ),
    Layout(
        "glued_partly",
        "no line breaks, a space between some cells",
        glue.glued_partly,
        documents.glued,
        keeps_blanks=False,
        decidable=False,
    ),
    Layout("one_line", "every line break turned into a space", text.spaces, documents.one_line, keeps_blanks=False),
    # cells, rows and columns lost or moved
    Layout(
        "last_cell_lost",
        "one row ends a column early",
        text.spaces,
        documents.lines,
        preparations.last_cell_lost,
        keeps_blanks=False,
        decidable=False,
    ),
    Layout(
        "zero_lost",
        "a lone zero inside a row is gone",
        text.spaces,
        documents.lines,
        preparations.zero_lost,
        keeps_blanks=False,
        decidable=False,
    ),
    Layout(
        "rows_lost", "one to three rows are gone, label and all", text.tabs, documents.lines, preparations.rows_lost
    ),
    Layout(
        "rows_moved", "rows in another order, under their labels", text.tabs, documents.lines, preparations.rows_moved
    ),
    Layout(
        "columns_moved",
        "columns in another order, under their labels",
        text.tabs,
        documents.lines,
        preparations.columns_moved,
    ),
    Layout(
        "columns_moved_html",
        "columns in another order in a web page",
        pages.table,
        pages.document,
        preparations.columns_moved,
        media_type=_HTML,
    ),
    # headers, labels, digits
    Layout("two_headers", "two header rows", partial(text.tabs_with_headers, kept=2), documents.lines),
    Layout(
        "one_header", "one header row with the column labels", partial(text.tabs_with_headers, kept=1), documents.lines
    ),
    Layout("no_header", "no header row", partial(text.tabs_with_headers, kept=0), documents.lines),
    Layout("three_tables", "the proceedings as three small tables", torn.three_tables, documents.lines),
    Layout(
        "other_wordings",
        "labels in the variants that reports print",
        text.tabs,
        documents.lines,
        preparations.relabelled,
    ),
    Layout("other_total", "总计 printed as 合计", text.tabs, documents.lines, preparations.total_renamed),
    Layout("spaced_labels", "spaces inside labels", text.tabs, documents.lines, preparations.spaced),
    Layout(
        "full_width",
        "full-width digits and brackets",
        text.tabs,
        documents.lines,
        preparations.full_width_labels,
        numbers="full_width",
    ),
    Layout("thousands", "numbers with thousands separators", text.tabs, documents.lines, numbers="thousands"),
    # the document around the tables
    Layout("sections_unnumbered", "section numbers lost", text.tabs, documents.with_numbers(documents.unnumbered)),
    Layout("sections_shifted", "section numbers off by one", text.tabs, documents.with_numbers(documents.shifted)),
    Layout(
        "sections_repeated", "one section number printed twice", text.tabs, documents.with_numbers(documents.repeated)
    ),
    Layout("sections_renamed", "section titles in other wordings", text.tabs, documents.renamed),
    Layout("navigation", "a site's menus and footer around the text", text.tabs, documents.with_navigation),
)

LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in _LAYOUTS}

_RARE = (
    Layout("tabs_repeated", "merged labels repeated in every place they cover", rare.tabs_repeated, documents.lines),
    Layout("commas", "lines of a CSV file", rare.commas, documents.lines),
    Layout("bare_pipes", "cells separated by | without a Markdown header", rare.bare_pipes, documents.lines),
    Layout("boxes", "cells boxed in by +, - and |", rare.boxes, documents.lines),
    Layout("sentences", "each row a sentence that names its columns", rare.sentences, documents.lines),
    Layout("units", "件 behind every number", text.tabs, documents.lines, numbers="units"),
    Layout("numbered_rows", "running numbers before the rows", rare.numbered_rows, documents.lines),
    Layout("remarks_column", "a column of remarks behind the rows", rare.remarks_column, documents.lines),
    Layout("html_divs", "a web page with tables of div elements", rare.divs, pages.document, media_type=_HTML),
    Layout(
        "html_paragraphs",
        "a web page with a paragraph for each cell",
        rare.plain_paragraphs,
        pages.document,
        media_type=_HTML,
        keeps_blanks=False,
    ),
    Layout("html_turned", "a web page with the grid turned round", rare.turned, pages.document, media_type=_HTML),
    Layout(
        "cells_between_tabs",
        "one cell a line, a line with a tab between two",
        strange.cells_between_tabs,
        documents.lines,
        keeps_blanks=False,
    ),
    Layout("cells_before_bars", "one cell a line, each ended by a bar", strange.cells_before_bars, documents.lines),
    Layout(
        "numbers_in_column",
        "the labels of a block, then its numbers one a line, column by column",
        strange.numbers_in_column,
        documents.lines,
        keeps_blanks=False,
    ),
    Layout("folded_boxes", "boxes whose labels take several lines", strange.folded_boxes, documents.lines),
    Layout("noted_columns", "aligned columns, words behind numbers", strange.noted_columns, documents.lines),
    Layout("stamped", "a stamp at the end of lines", strange.stamped, documents.lines, keeps_blanks=False),
    Layout("flowing", "running text, broken anywhere", strange.flowing, documents.lines, keeps_blanks=False),
    Layout("flowing_at_blanks", "running text", strange.flowing_at_blanks, documents.lines, keeps_blanks=False),
    Layout("own_row", "a row of the body's own", strange.own_row, documents.lines, keeps_blanks=False),
    Layout(
        "flowing_with_own_row",
        "running text with a row of the body's own",
        strange.flowing_with_own_row,
        documents.lines,
        keeps_blanks=False,
    ),
    Layout(
        "label_above",
        "labels a line above their numbers, beside the next label",
        strange.label_above,
        documents.lines,
        keeps_blanks=False,
    ),
    Layout("turned_lines", "lines for columns", strange.turned_lines, documents.lines, keeps_blanks=False),
    Layout("halves", "two halves side by side", strange.halves, documents.lines, keeps_blanks=False),
    Layout("second_total", "a second column of sums", strange.second_total, documents.lines),
    Layout("zeros_left_out", "columns of zeros left out", strange.zeros_left_out, documents.lines, keeps_blanks=False),
    Layout("numerals", "numbers in Chinese numerals", text.tabs, documents.lines, numbers="numerals"),
    Layout(
        "numerals_in_lines",
        "numbers in Chinese numerals, one a line",
        text.cell_per_line_bare,
        documents.lines,
        numbers="numerals",
        keeps_blanks=False,
    ),
    Layout("emphasised", "marks around the numbers", strange.emphasised, documents.lines, keeps_blanks=False),
    Layout("latex", "a tabular of LaTeX", strange.latex, documents.lines),
    Layout("json_rows", "rows of JSON", strange.json_rows, documents.lines),
    Layout("json_objects", "rows as objects of JSON", strange.json_objects, documents.lines),
    Layout("boxed_words", "boxes and texts of an engine", strange.boxed_words, documents.lines),
)

RARE_LAYOUTS: dict[str, Layout] = {layout.name: layout for layout in _RARE}
"""Layouts that few reports come in: to try readers on what nobody prepared them for."""
