"""Zip archives: the reports in them, one after the other, and what is left out."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from extract.files import FileError, read_bytes
from extract.settings import Limits

pytestmark = pytest.mark.usefixtures("english")

LIMITS = Limits()
HTML = "<p>{}</p><table><tr><td>新收</td><td>12</td></tr></table>"


def archive(*named: tuple[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for name, data in named:
            packed.writestr(name, data)
    return file.getvalue()


def test_the_files_of_an_archive_are_read_in_the_order_of_their_names() -> None:
    data = archive(
        ("乙.html", HTML.format("第二份").encode()), ("甲/.hidden.txt", b"x"), ("__MACOSX/._乙.html", b"x"),
        ("丙.exe", b"MZ"), ("a.txt", "第一份\n".encode()),
    )  # fmt: skip
    document = read_bytes(data, LIMITS, ".zip")
    assert document.text == "第一份\n\n第二份\n新收\t12\n"
    assert document.media_type == "application/zip"
    cells = document.grids[0].cells
    assert [document.text[cell.start : cell.end] for cell in cells] == ["新收", "12"]


def test_an_archive_of_one_file_is_that_file() -> None:
    document = read_bytes(archive(("a.html", HTML.format("甲").encode())), LIMITS, ".zip")
    assert (document.text, document.media_type) == ("甲\n新收\t12\n", "text/html")


def test_what_cannot_be_read_in_an_archive_is_named() -> None:
    inner = archive(("b.txt", "乙".encode()))
    document = read_bytes(archive(("a.txt", "甲".encode()), ("b.zip", inner), ("c.pdf", b"%PDF-")), LIMITS, ".zip")
    assert document.text == "甲"
    assert [(note.code, note.get("name")) for note in document.notes] == [
        ("member_unreadable", "b.zip"),
        ("member_unreadable", "c.pdf"),
    ]


def test_names_of_old_chinese_systems_are_legible() -> None:
    data = archive(("XXXX.pdf", b"%PDF-")).replace(b"XXXX", "年报".encode("gb18030"))
    with pytest.raises(FileError, match=r"年报\.pdf"):
        read_bytes(data, LIMITS, ".zip")


@pytest.mark.parametrize(
    ("data", "limits", "says"),
    [
        (archive(("a.bin", b"a")), LIMITS, "holds no report"),
        (archive(("a.txt", b"a" * 5_000)), Limits(max_unpacked=1_000), "unpacks to 5,000 bytes"),
        (archive(*((f"{n}.txt", b"a") for n in range(501))), LIMITS, "holds 501 files"),
        (archive(("a.txt", b"a" * 500))[:80], LIMITS, "damaged"),
    ],
    ids=["without reports", "too large", "too many", "cut off"],
)
def test_archives_beyond_bounds_or_without_reports_are_refused(data: bytes, limits: Limits, says: str) -> None:
    with pytest.raises(FileError, match=says):
        read_bytes(data, limits, ".zip")
