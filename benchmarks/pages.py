"""Pages: time of a scanned page against the bare engine, pages a second with a text layer, memory over many pages.

Run from the project's folder: ``python benchmarks/pages.py [PDF]``; without one, a made report is used.
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
from numpy.typing import NDArray

from eval.scans import STYLES, image_pdf, text_pdf
from extract.files import FileError, read_bytes
from extract.files.scan import scanned_blocks
from extract.settings import Limits

DPI = 200
PAGES = 200
ROUNDS = 2


def main() -> None:
    data = Path(sys.argv[1]).read_bytes() if len(sys.argv) > 1 else text_pdf(2, STYLES[0])[1]
    pages = pictures(data)
    against_engine(pages)
    text_layer(data, len(pages))
    memory(data, "with a text layer")
    memory(scanned(data), "blank scans")


def pictures(data: bytes) -> list[NDArray[np.uint8]]:
    pdf = pdfium.PdfDocument(data)
    drawn = [page.render(scale=DPI / 72, rev_byteorder=True).to_numpy() for page in pdf]
    return [np.ascontiguousarray(picture[..., :3]) for picture in drawn]


def scanned(data: bytes) -> bytes:
    """The first page of a PDF as a scan, with nothing on it but a ruled line: what scanning costs without reading."""
    page = pdfium.PdfDocument(data)[0].render(scale=DPI / 72).to_pil().convert("RGB")
    page.paste("white", (0, 0, *page.size))
    page.paste("black", (100, 100, 600, 103))
    return image_pdf([page], DPI)


def against_engine(pages: list[NDArray[np.uint8]]) -> None:
    """Processor time, so that other work on the machine does not count; the two take turns."""
    from rapidocr import RapidOCR

    bare = RapidOCR(params={"Global.log_level": "critical"})
    bare(pages[0])
    scanned_blocks(pages[0], 1)
    engine, ours = 0.0, 0.0
    for _ in range(ROUNDS):
        engine += spent(lambda: [bare(picture) for picture in pages])
        ours += spent(lambda: [scanned_blocks(picture, 1) for picture in pages])
    count = ROUNDS * len(pages)
    print(
        f"scanned page, {DPI} dpi: {ours / count:.2f} s, the bare engine {engine / count:.2f} s, {ours / engine:.2f}×"
    )


def text_layer(data: bytes, pages: int) -> None:
    read_bytes(data, Limits(), ".pdf")
    seconds = min(spent(lambda: read_bytes(data, Limits(), ".pdf")) for _ in range(5))
    print(f"text layer: {pages / seconds:.1f} pages a second")


def memory(data: bytes, what: str) -> None:
    """Peak over many pages, and how much of it came after the first tenth of them."""
    for pages in (PAGES // 10, PAGES):
        long = repeated(data, pages)
        with suppress(FileError):
            read_bytes(long, Limits(), ".pdf")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{pages} pages {what}: peak {peak:.0f} MiB")


def repeated(data: bytes, pages: int) -> bytes:
    """A PDF of so many pages, those of `data` over and over."""
    source, target = pdfium.PdfDocument(data), pdfium.PdfDocument.new()
    while len(target) < pages:
        target.import_pages(source)
    file = BytesIO()
    target.save(file)
    return file.getvalue()


def spent(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
