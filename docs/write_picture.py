"""Draws `docs/show.png`, the picture in the README: `gongkai show` of a bundled report with one total changed.

Needs Debian's chromium and a Chinese font: `.venv/bin/python docs/write_picture.py`.
"""

from __future__ import annotations

import html
import io
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from extract.report import read
from extract.views.report import show

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "eval" / "fixtures" / "luolong-government-office-2024" / "report.txt"
PICTURE = ROOT / "docs" / "show.png"
PRINTED, CHANGED = "137\t0\t0\t0\t0\t3\t140", "137\t0\t0\t0\t0\t3\t143"
FIRST, LAST = "三、收到", "四、政府信息"
COLOURS = {1: "red", 2: "green", 3: "yellow", 6: "cyan"}
CONSOLE = Console(file=io.StringIO())
BROWSER = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--hide-scrollbars",
    "--force-device-scale-factor=1.5", "--window-size=960,930", f"--screenshot={PICTURE}",
)  # fmt: skip
PAGE = """<meta charset="utf-8"><style>
body {{ margin: 0; background: #16181d; color: #e6e6e6 }}
pre {{ margin: 16px; font: 13px/18px "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace }}
i {{ display: inline-block; font-style: normal; overflow: visible; white-space: pre; height: 18px }}
.bold {{ font-weight: bold }} .dim {{ color: #8a8f98 }} .red {{ color: #ff5f6b }} .yellow {{ color: #e8c14a }}
.green {{ color: #6bd08a }} .cyan {{ color: #5cc8d8 }}
</style><pre>{}</pre>"""


def main() -> None:
    text = REPORT.read_text(encoding="utf-8")
    if text.count(PRINTED) != 1:
        raise SystemExit(f"{REPORT}: the row to change is not there once")
    data = text.replace(PRINTED, CHANGED).encode()
    record = read(data, name="reports/luolong.txt")
    whole = io.StringIO()
    show(record, Console(file=whole, width=118, force_terminal=True, markup=False))
    lines = [Text.from_ansi(line) for line in whole.getvalue().splitlines()]
    first, last = (next(n for n, line in enumerate(lines) if line.plain.startswith(title)) for title in (FIRST, LAST))
    page = PAGE.format("\n".join("".join(_spans(line)) for line in [*lines[:2], Text(), *lines[first : last - 1]]))
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "page.html").write_text(page, encoding="utf-8")
        subprocess.run([*BROWSER, f"--user-data-dir={folder}/user", f"{folder}/page.html"], check=True)
    with Image.open(PICTURE) as drawn:
        fewer = drawn.convert("RGB").quantize(48)
    fewer.save(PICTURE, optimize=True)


def _spans(line: Text) -> Iterator[str]:
    """Each character in a box of its width, so that Chinese and Latin fonts keep to one grid."""
    for position, character in enumerate(line.plain):
        style = line.get_style_at_offset(CONSOLE, position)
        classes = [name for name in ("bold", "dim") if getattr(style, name)]
        classes += [COLOURS[style.color.number]] if style.color and style.color.number in COLOURS else []
        yield f'<i class="{" ".join(classes)}" style="width:{cell_len(character)}ch">{html.escape(character)}</i>'


if __name__ == "__main__":
    main()
