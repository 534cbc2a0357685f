"""OFD: letters where their deltas put them, ruled lines, what nobody sees, and what is refused."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

import pytest

from extract.document import Document
from extract.files import FileError, read_bytes
from extract.settings import Limits

pytestmark = pytest.mark.usefixtures("english")

LIMITS = Limits()
NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'
FRAME = "".join(
    f'<ofd:PathObject ID="{number}" Boundary="20 40 120 20" LineWidth="0.25"><ofd:AbbreviatedData>{path}'
    "</ofd:AbbreviatedData></ofd:PathObject>"
    for number, path in enumerate(
        (
            *(f"M 0 {y} L 120 {y}" for y in (0, 10, 20)),
            *(f"M {x} 0 L {x} 20" for x in (0, 40, 80, 120)),
        )
    )
)


def text(words: str, x: float, y: float, *, attributes: str = "", colour: str = "", deltas: str = "") -> str:
    """A text whose base line begins at `x`, `y` in millimetres, letters of 3.5 mm."""
    return (
        f'<ofd:TextObject ID="9" Boundary="{x} {y - 5} 60 6" Font="1" Size="3.5" {attributes}>{colour}'
        f'<ofd:TextCode X="0" Y="5" {deltas}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def ofd(*pages: str, missing: str = "") -> bytes:
    """A file with these contents of layers as its pages."""
    places = "".join(f'<ofd:Page ID="{n}" BaseLoc="Pages/Page_{n}/Content.xml"/>' for n in range(len(pages)))
    parts = {
        "OFD.xml": f'<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody>'
        "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>",
        "Doc_0/Document.xml": f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
        f"</ofd:PhysicalBox></ofd:PageArea></ofd:CommonData><ofd:Pages>{places}</ofd:Pages></ofd:Document>",
        **{
            f"Doc_0/Pages/Page_{n}/Content.xml": f"<ofd:Page {NAMESPACE}><ofd:Content><ofd:Layer>{page}</ofd:Layer>"
            "</ofd:Content></ofd:Page>"
            for n, page in enumerate(pages)
        },
    }
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, part in parts.items():
            if name != missing:
                archive.writestr(name, part)
    return file.getvalue()


def read(*pages: str) -> Document:
    return read_bytes(ofd(*pages), LIMITS, ".ofd")


TABLE = (
    text("一、总体情况", 20, 30)
    + FRAME
    + text("新收", 22, 47, deltas='DeltaX="3.5"')
    + text("12", 65, 47, deltas='DeltaX="1.75"')
    + text("80032", 105, 47, deltas='DeltaX="g 4 1.75"')
    + text("结转", 22, 57)
    + text("3", 105, 57)
)
ROWS = ["一、总体情况", "新收\t12\t80032", "结转\t\t3"]


def test_ruled_lines_make_cells_of_the_letters_in_them() -> None:
    document = read(TABLE, text("二、其他", 20, 30))
    assert document.text.splitlines() == [*ROWS, "二、其他"]
    assert document.pages == 2
    assert document.media_type == "application/ofd"
    cell = document.grids[0].cells[2]
    assert cell.box is not None
    assert (cell.box.page, cell.box.left, cell.box.top) == pytest.approx((1, 100 / 25.4 * 200, 40 / 25.4 * 200), abs=5)


WHITE = '<ofd:FillColor Value="255 255 255"/>'
BOX = (
    '<ofd:PathObject ID="8" Boundary="103 43 12 6" Fill="true" Stroke="false"><ofd:FillColor Value="255 255 255"/>'
    "<ofd:AbbreviatedData>M 0 0 L 12 0 L 12 6 L 0 6 C</ofd:AbbreviatedData></ofd:PathObject>"
)


@pytest.mark.parametrize(
    "unseen",
    [
        text("9", 69, 47, colour=WHITE),
        text("9", 69, 47, attributes='Visible="false"'),
        text("9", 69, 47, attributes='Alpha="0"'),
        text("9", 240, 47),
        text("9", 69, 47, attributes='CTM="0.1 0 0 0.1 0 5"'),
    ],
)
def test_what_nobody_sees_is_not_printed(unseen: str) -> None:
    assert read(TABLE + unseen).text.splitlines() == ROWS


def test_what_is_printed_over_a_box_takes_the_place_of_what_is_under_it() -> None:
    assert read(TABLE + BOX + text("7", 105, 47)).text.splitlines()[1] == "新收\t12\t7"


def test_a_slanting_watermark_is_none_of_the_text() -> None:
    mark = text("88", 64, 50, attributes='CTM="1.5 0.9 -0.9 1.5 0 0"', colour='<ofd:FillColor Value="200 200 200"/>')
    assert read(TABLE + mark).text.splitlines() == ROWS


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (ofd(TABLE)[:700], "the OFD file is damaged"),
        (ofd(TABLE, missing="Doc_0/Pages/Page_0/Content.xml"), "lacks its part Doc_0/Pages/Page_0/Content.xml"),
        (ofd(), "the file holds no text"),
    ],
)
def test_what_is_no_readable_ofd_is_refused_in_one_line(data: bytes, says: str) -> None:
    with pytest.raises(FileError, match=says) as caught:
        read_bytes(data, LIMITS, ".ofd")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("steps", [("", "10\n"), ('DeltaX="1.75"', "10\n"), ('DeltaX="20"', "1 0\n")])
def test_deltas_say_how_far_letters_stand_apart(steps: Sequence[str]) -> None:
    deltas, shown = steps
    assert read(text("10", 20, 30, deltas=deltas)).text == shown
