"""Small files that would take the machine: seconds, memory and the line that a person reads, for each.

`.venv/bin/python benchmarks/limits.py [NAME...] [--inline] [--seconds N] [--memory MB] [--program COMMAND]`. Every
file is made here, none is kept. Each is read by `extract` in processes of its own, under a limit of memory a process
(`--memory`, 6,000 MB) and a clock (`--seconds`, 300), so that the machine survives a program that keeps no limits
itself; `--program` measures another checkout. `--inline` reads without worker processes. Linux only.
"""

from __future__ import annotations

import argparse
import os
import resource
import shlex
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO

Maker = Callable[[], bytes]

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TITLE = "某县教育局2024年政府信息公开工作年度报告"


def pdf(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"", packed: bool = False) -> bytes:
    if packed:
        content, entries = zlib.compress(content, 9), entries + b" /Filter /FlateDecode"
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def page(content: bytes, resources: bytes = b"", box: bytes = b"0 0 595 842") -> list[bytes]:
    """The objects 1 to 4 of a PDF of one page."""
    return [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> >>" % (box, resources),
        content,
    ]


def form(number: int, drawn: int, times: int) -> bytes:
    """A form that draws the form of another number so many times."""
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /F %d 0 R >> >>" % drawn
    return stream(b"/F Do " * times + b"0 0 1 1 re f", entries)


def form_in_itself() -> bytes:
    return pdf([*page(stream(b"/F Do " * 300), b"/XObject << /F 5 0 R >>"), form(5, 5, 20)])


def nested_forms(depth: int = 12, times: int = 20) -> bytes:
    forms = [form(number, number + 1, times) for number in range(5, 5 + depth)]
    last = stream(b"0 0 1 1 re f", b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]")
    return pdf([*page(stream(b"/F Do"), b"/XObject << /F 5 0 R >>"), *forms, last])


def deflated_stream(size: int = 550_000_000) -> bytes:
    return pdf(page(stream(b"0 0 m\n" * (size // 6), packed=True)))


def long_page() -> bytes:
    return pdf(page(stream(b"0 0 1 1 re f"), box=b"0 0 1 100000000"))


def lines_of_pdf(count: int = 200_000) -> bytes:
    font = b"/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>"
    lines = b"".join(b"1 0 0 1 %d %d Tm (2024 %d) Tj\n" % (20 + i % 9 * 60, 5 + i // 9 % 830, i) for i in range(count))
    return pdf(page(stream(b"BT /F 1 Tf\n" + lines + b"ET", packed=True), font))


def pages_without_text(count: int = 300) -> bytes:
    """Pages with a grey picture each, the same one."""
    width, height = 1240, 1754
    content = b"595 0 0 842 0 0 cm /I Do"
    image = b"/Type /XObject /Subtype /Image /ColorSpace /DeviceGray /BitsPerComponent 8 /Width %d /Height %d"
    noise = bytes((x * 2654435761 >> 16) & 255 for x in range(width)) * height
    kids = b" ".join(b"%d 0 R" % number for number in range(5, 5 + count))
    resources = b"<< /XObject << /I 4 0 R >> >>"
    leaf = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 3 0 R /Resources %s >>" % resources
    return pdf([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        stream(content),
        stream(noise, image % (width, height), packed=True),
        *[leaf] * count,
    ])  # fmt: skip


def docx(body: Callable[[IO[bytes]], object]) -> bytes:
    """A Word file whose body is what `body` writes."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        target = f'<Relationship Id="1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{RELATIONS}">{target}</Relationships>')
        with archive.open("word/document.xml", "w", force_zip64=True) as part:
            part.write(f'<w:document xmlns:w="{WORD}"><w:body>'.encode())
            body(part)
            part.write(b"</w:body></w:document>")
    return written.getvalue()


def paragraphs_of_docx(count: int = 70_000_000) -> bytes:
    def body(part: IO[bytes]) -> None:
        for _ in range(count // 100_000):
            part.write(b"<w:p/>" * 100_000)

    return docx(body)


def docx_with_a_flipped_bit() -> bytes:
    whole = bytearray(docx(lambda part: part.write(os.urandom(20_000).hex().encode())))
    whole[len(whole) // 2] ^= 0x10
    return bytes(whole)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def long_picture(width: int = 1, height: int = 99_000_000) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress((b"\x00" + b"\xff" * width) * 1_000) for _ in range(height // 1_000))
    rows += packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def report_with(part: str) -> bytes:
    from eval.made import made_report

    return f"{made_report(1, style='plain').text}\n{part}\n".encode()


def digits(count: int = 1_000_000) -> bytes:
    return report_with("本年度共收到" + "7" * count + "件，占比" + "9" * count + "%。")


def claims(count: int = 50_000) -> bytes:
    return report_with("2024年，我局共收到政府信息公开申请12件。" * count)


def titles(count: int = 50_000) -> bytes:
    return report_with(f"{TITLE}\n" * count)


def headings(count: int = 50_000) -> bytes:
    return report_with("五、存在的主要问题及改进情况\n" * count)


def markdown_row(count: int = 100_000) -> bytes:
    return report_with("|" + "12|" * count)


def long_number(count: int) -> Maker:
    def made() -> bytes:
        from eval.made import made_report

        text = made_report(1, "markdown").text
        return text.replace("| 0 |", "| " + "8" * count + " |", 1).encode()

    return made


INPUTS: dict[str, tuple[str, Maker]] = {
    "form-in-itself": ("pdf", form_in_itself),
    "nested-forms": ("pdf", nested_forms),
    "deflated-stream": ("pdf", deflated_stream),
    "long-page": ("pdf", long_page),
    "pdf-lines": ("pdf", lines_of_pdf),
    "pages-without-text": ("pdf", pages_without_text),
    "docx-paragraphs": ("docx", paragraphs_of_docx),
    "docx-flipped-bit": ("docx", docx_with_a_flipped_bit),
    "long-picture": ("png", long_picture),
    "digits": ("txt", digits),
    "claims": ("txt", claims),
    "titles": ("txt", titles),
    "headings": ("txt", headings),
    "markdown-row": ("md", markdown_row),
    "number-of-400-digits": ("md", long_number(400)),
    "number-of-5000-digits": ("md", long_number(5000)),
}


@dataclass
class Cost:
    """`peak`: the largest memory of one process, MB."""

    seconds: float
    peak: float
    status: int | None
    line: str


def measured(command: list[str], seconds: float, memory: int) -> Cost:
    """A command under a limit of memory (MB a process) and a clock, all of its session ended by it."""
    limit = memory * 1_000_000

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

    began, peak = time.monotonic(), 0.0
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            command, stdout=said, stderr=subprocess.STDOUT, start_new_session=True, preexec_fn=bound
        ) as process,
    ):
        while process.poll() is None and time.monotonic() - began < seconds:
            peak = max(peak, _largest(process.pid))
            time.sleep(0.05)
        status = process.poll()
        if status is None:
            os.killpg(process.pid, signal.SIGKILL)
        said.seek(0)
        lines = [line for line in said.read().decode("utf-8", "replace").splitlines() if line.strip()]
    taken = time.monotonic() - began
    return Cost(taken, peak, status, " / ".join(lines[-4:])[:600] if status is not None else "(ended by the clock)")


def _largest(session: int) -> float:
    """The resident memory of the largest process of a session, MB."""
    most = 0.0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                told = (folder / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:  # it has just ended
                continue
            if int(told[3]) == session:
                most = max(most, int(told[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
    return most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(INPUTS))
    parser.add_argument("--inline", action="store_true")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--memory", type=int, default=6_000)
    parser.add_argument("--program", default=f"{sys.executable} -m gongkai")
    given = parser.parse_args()
    root = Path(tempfile.mkdtemp(prefix="gongkai-limits-"))
    try:
        for name in given.names or INPUTS:
            suffix, make = INPUTS[name]
            file = root / f"{name}.{suffix}"
            file.write_bytes(make())
            more = ["--workers", "0"] if given.inline else ["--workers", "1"]
            command = [*shlex.split(given.program), "extract", str(file), "--out", str(root / name)]
            cost = measured([*command, "--reader", "rules", *more], given.seconds, given.memory)
            size = file.stat().st_size
            print(f"{name}: {size:,} bytes, {cost.seconds:.1f} s, {cost.peak:,.0f} MB, exit {cost.status}")
            print(f"    {cost.line.replace(str(root), '…')}", flush=True)
            file.unlink()
    finally:
        shutil.rmtree(root)


if __name__ == "__main__":
    main()
