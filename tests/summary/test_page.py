"""The page in a real browser: every bar opens its quotes, the search finds, nothing of a report is markup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import chromium
from summary_records import made_record, many_records

from extract.summary.codebook import load_codebook
from extract.summary.entry import Options, summary_of, write
from extract.summary.outcome import SummaryReport

HOSTILE = "解读<img src=x onerror=\"document.title='gone'\">形式单一"

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, SummaryReport]:
    folder = tmp_path_factory.mktemp("page")
    records = [*many_records(40), made_record("洛阳市<b>科学</b>技术局", 2024, [HOSTILE], ["加强政策解读"])]
    made = summary_of(records, load_codebook(), Options())
    write(folder, made)
    return folder / "summary.html", made


@pytest.fixture
def opened(browser: Any, written: tuple[Path, SummaryReport]) -> Iterator[Callable[[int], Any]]:
    pages: list[Any] = []
    errors: list[str] = []

    def at(width: int) -> Any:
        page = browser.new_page(viewport={"width": width, "height": 900})
        pages.append(page)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.goto(written[0].as_uri())
        page.wait_for_selector("html[data-ready=yes]", state="attached")
        return page

    yield at
    for page in pages:
        page.close()
    assert errors == []


def shown(page: Any) -> list[str]:
    return [text.split(" ")[0] for text in page.locator("#quotes article .where:nth-of-type(2)").all_inner_texts()]


def click_bar(page: Any, chart: str, index: int) -> None:
    bar = page.locator(f"#{chart} .bars .point path").nth(index)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_selector("#quotes[open]")


def test_the_longest_bar_opens_every_quote_behind_it(
    opened: Callable[[int], Any], written: tuple[Path, SummaryReport]
) -> None:
    page = opened(1280)
    top = next(theme for theme in written[1].themes if theme.kind == "problem")
    bars = page.locator("#frequency-problem .bars .point path").count()
    click_bar(page, "frequency-problem", bars - 1)
    assert page.locator("#quotes-title").inner_text() == f"{top.zh}（{len(top.refs)}）"
    assert shown(page) == top.refs[:100]
    quote = page.locator("#quotes article").first
    first = next(each for each in written[1].statements if each.ref == top.refs[0])
    assert quote.locator("p").first.inner_text() == first.text
    assert str(first.agency) in quote.inner_text() and str(first.year) in quote.inner_text()
    assert str(first.province) in quote.inner_text()


def test_a_bar_of_a_year_and_a_cell_of_a_kind_open_their_own_quotes(
    opened: Callable[[int], Any], written: tuple[Path, SummaryReport]
) -> None:
    page = opened(1280)
    click_bar(page, "over-years", 0)
    top = next(theme for theme in written[1].themes if theme.kind == "problem")
    of_year = [
        each.ref
        for each in written[1].statements
        if each.kind == "problem" and top.id in each.themes and each.year == 2022
    ]
    assert shown(page) == of_year
    page.locator("#close").click()
    assert not page.locator("#quotes").is_visible()
    cells = page.locator("#by-group .heatmaplayer image").first
    cells.scroll_into_view_if_needed()
    box = cells.bounding_box()
    page.mouse.move(box["x"] + 12, box["y"] + 8)
    page.mouse.click(box["x"] + 12, box["y"] + 8)
    page.wait_for_selector("#quotes[open]")
    by_body = written[1].scope.by_body
    group = min((name for name in by_body if name != "unknown"), key=lambda name: (-by_body[name], name))
    assert shown(page) == [
        each.ref
        for each in written[1].statements
        if each.kind == "problem" and top.id in each.themes and each.body == group
    ]


def test_a_reference_and_a_number_of_the_table_open_quotes_from_the_keyboard(opened: Callable[[int], Any]) -> None:
    page = opened(1280)
    reference = page.locator("section.text button.ref").first
    said = reference.inner_text()
    reference.focus()
    page.keyboard.press("Enter")
    assert shown(page) == [said]
    page.keyboard.press("Escape")
    number = page.locator("button.count[data-theme]").first
    number.focus()
    page.keyboard.press("Enter")
    assert (
        page.locator("#quotes article").count() >= int(number.inner_text())
        or page.locator("#quotes article").count() == 100
    )


def test_the_numbers_of_the_charts_stand_in_tables_that_open_quotes_from_the_keyboard(
    opened: Callable[[int], Any], written: tuple[Path, SummaryReport]
) -> None:
    page = opened(1280)
    top = next(theme for theme in written[1].themes if theme.kind == "problem")
    assert page.locator("details.grid").count() == 2 and page.locator("details.grid table").count() == 0
    page.locator("details.grid summary").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("details.grid table")
    stating = {each.agency for each in written[1].statements if each.kind == "problem" and each.year == 2022}
    assert page.locator("details.grid th").nth(1).inner_text() == f"2022（{len(stating)}）"
    number = page.locator("details.grid td button").first
    assert int(number.inner_text()) == top.by["year"]["2022"]
    number.focus()
    page.keyboard.press("Enter")
    assert shown(page) == [
        each.ref
        for each in written[1].statements
        if each.kind == "problem" and top.id in each.themes and each.year == 2022
    ]


def test_the_search_finds_words_agencies_and_places(
    opened: Callable[[int], Any], written: tuple[Path, SummaryReport]
) -> None:
    page = opened(1280)
    for query, hits in (
        ("解读", [each for each in written[1].statements if "解读" in f"{each.text}{each.agency}"]),
        ("<b>科学</b>", [each for each in written[1].statements if each.agency and "<b>科学" in each.agency]),
    ):
        page.locator("#query").fill(query)
        page.wait_for_function(
            "([text]) => document.querySelector('#results h2')?.textContent.startsWith(text)", arg=[f"{len(hits)} "]
        )
        assert page.locator("#results mark").first.inner_text() == query
    page.locator("#query").fill("没有这样的话")
    page.wait_for_selector("#results .note")
    page.locator("#query").fill("")
    page.wait_for_selector("#results", state="hidden")


def test_nothing_of_a_report_becomes_markup(opened: Callable[[int], Any]) -> None:
    page = opened(1280)
    page.locator("#query").fill("onerror")
    page.wait_for_selector("#results article")
    assert page.locator("#results article p").first.inner_text() == HOSTILE
    assert page.locator("img, main b").count() == 0
    assert page.title() != "gone"


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_of_the_page(opened: Callable[[int], Any], width: int) -> None:
    page = opened(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.locator("section.text button.ref").first.click()
    box = page.locator("#quotes").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= width


def test_on_paper_the_controls_are_gone_and_the_charts_and_the_cited_quotes_stay(
    opened: Callable[[int], Any], written: tuple[Path, SummaryReport]
) -> None:
    page = opened(1280)
    assert not page.locator(".cited").is_visible()
    page.emulate_media(media="print")
    assert not page.locator("#search").is_visible()
    cited = {ref for sentence in written[1].sentences for ref in sentence.refs}
    printed = page.locator(".cited li").all_inner_texts()
    assert page.locator(".cited").is_visible() and {text.split(" ")[0] for text in printed} == cited
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    for chart in ("#frequency-problem", "#over-years", "#by-group"):
        box = page.locator(f"{chart} svg").first.bounding_box()
        assert 0 < box["width"] <= 680
    assert len(page.pdf()) > 20_000
