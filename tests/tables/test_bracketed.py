"""Tables that set all their numbers in brackets, and brackets that mean something else."""

from __future__ import annotations

from collections.abc import Sequence

from extract.document import Document
from extract.files.opening import read_bytes
from extract.settings import Limits
from extract.tables.lines.stream import lines_of


def read(*rows: Sequence[str]) -> Document:
    cells = "".join(f"<tr>{''.join(f'<td>{text}</td>' for text in row)}</tr>" for row in rows)
    return read_bytes(f"<table>{cells}</table>".encode(), Limits(), ".html")


def values(document: Document) -> list[str | None]:
    tokens = [token for line in lines_of(document, 0, len(document.text)) for token in line.tokens]
    return [token.printed.number for token in tokens if token.printed is not None and token.printed.number]


HEAD = ("信息内容", "自然人", "商业企业", "总计")


def test_where_every_number_stands_in_brackets_the_brackets_say_nothing() -> None:
    document = read(HEAD, ("新收", "（3）", "(0)", "（ 1,203 ）"), ("结转", "（4）", "（2）", "（6.5）"))
    assert values(document) == ["3", "0", "1203", "4", "2", "6.5"]


def test_a_number_in_brackets_among_others_is_no_plain_number() -> None:
    document = read(
        HEAD, ("新收", "3", "（1）", "（2）"), ("结转", "4", "（2）", "（6）"), ("其中", "（1）", "（2）", "9")
    )
    assert values(document) == ["3", "4", "9"]


def test_brackets_in_one_column_number_the_rows() -> None:
    rows = [("办理结果", f"（{number}）", "予以公开", "/") for number in range(1, 8)]
    assert values(read(HEAD, *rows)) == []
