"""Whether work grows with its input: each kind of long input at a size, twice the size and four times.

`.venv/bin/python benchmarks/growth.py [NAME...] [--most 4]`. Seconds of the processor at each size, and what doubling
multiplies them by: 2 is linear. Exits 1 where the last doubling costs more than `--most` 3 times. Made here, read by
rules in this process.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise

from limits import (
    INPUTS,
    TITLE,
    claims,
    digits,
    headings,
    lines_of_pdf,
    markdown_row,
    pages_without_text,
    report_with,
    titles,
)

from extract.files.errors import FileError
from extract.run.reports import prepare
from extract.run.steps import Job, Refusal
from extract.settings import Limits, Settings

Made = Callable[[int], bytes]
LEAST = 0.05
"""Seconds under which a ratio says nothing."""
SETTINGS = Settings(reader="rules", limits=Limits(max_text=50_000_000, max_elements=10_000_000))


def totals(count: int) -> bytes:
    return report_with("2024年共办理12件，其中，" + "某类3件、" * count)


def rates(count: int) -> bytes:
    return report_with("报送12条，" * count)


def shares(count: int) -> bytes:
    return report_with("甲类3件（占12%），" * count)


def problems(count: int) -> bytes:
    return report_with("五、存在的主要问题及改进情况\n" + "一是公开内容不够全面，更新不及时；" * count)


def enumerated(count: int) -> bytes:
    return report_with("".join(f"{number}. 政策解读形式单一。\n" for number in range(count)))


def rows(count: int) -> bytes:
    return report_with("| 行政许可 | 12 |\n" * count)


def one_line(count: int) -> bytes:
    return report_with("政府信息公开" * count)


def brackets(count: int) -> bytes:
    return report_with("（12件（" * count)


def numbers_in_lines(count: int) -> bytes:
    return report_with("12 34 56 0 0 0 7\n" * count)


def html_table(count: int) -> bytes:
    return f"<html><body><h1>{TITLE}</h1><table>{'<tr><td>12</td><td>行政许可</td></tr>' * count}</table>".encode()


def nested_lists(count: int) -> bytes:
    return f"<html><body><h1>{TITLE}</h1>{'<ol><li>一是不够</li></ol>' * count}".encode()


KINDS: dict[str, tuple[str, int, Made]] = {
    "digits": ("txt", 25_000, digits),
    "claims": ("txt", 1_000, claims),
    "totals": ("txt", 4_000, totals),
    "rates": ("txt", 4_000, rates),
    "shares": ("txt", 2_000, shares),
    "problems": ("txt", 1_000, problems),
    "enumerated": ("txt", 2_000, enumerated),
    "titles": ("txt", 2_000, titles),
    "headings": ("txt", 4_000, headings),
    "markdown-row": ("md", 5_000, markdown_row),
    "rows": ("md", 2_000, rows),
    "one-line": ("txt", 20_000, one_line),
    "brackets": ("txt", 20_000, brackets),
    "numbers": ("txt", 2_000, numbers_in_lines),
    "html-table": ("html", 2_000, html_table),
    "html-lists": ("html", 2_000, nested_lists),
    "pdf-lines": ("pdf", 1_500, lines_of_pdf),
    "pages-without-text": ("pdf", 1, pages_without_text),
}


def seconds(data: bytes, suffix: str) -> float:
    """Processor seconds of reading a file."""
    job = Job(f"made.{suffix}", b"", hashlib.sha256(data).hexdigest(), data)
    began = time.process_time()
    with suppress(Refusal, FileError):
        prepare(job, data, SETTINGS)
    return time.process_time() - began


def growth(name: str) -> float:
    """Prints a line; what the last doubling multiplied the time by."""
    suffix, size, made = KINDS[name]
    spent = [seconds(made(size * times), suffix) for times in (1, 2, 4)]
    ratios = [after / max(before, LEAST) for before, after in pairwise(spent)]
    shown = "   ".join(f"{size * times:>9,}: {took:7.2f} s" for times, took in zip((1, 2, 4), spent, strict=True))
    print(f"{name:20} {shown}   × {ratios[0]:.1f}, × {ratios[1]:.1f}", flush=True)
    return ratios[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(KINDS))
    parser.add_argument("--most", type=float, default=3.0)
    given = parser.parse_args()
    seconds(INPUTS["number-of-400-digits"][1](), "md")  # what is loaded once
    grown = {name: growth(name) for name in given.names or KINDS}
    if slow := [name for name, ratio in grown.items() if ratio > given.most]:
        sys.exit(f"more than linear: {', '.join(slow)}")


if __name__ == "__main__":
    main()
