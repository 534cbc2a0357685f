"""Writes the made fixtures anew: `python -m eval.planting`.

`fixture_plan.toml` says which: a report in every layout, the styles of cells and of section 五 in turn, and the
same kind of reports as PDF and as scans. What a fixture says changes only when the plan or the generator does.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.fixture import HOME
from eval.labels import Labels, load_labels, save_labels
from eval.made import LAYOUTS, made_report

PLAN = Path(__file__).with_name("fixture_plan.toml")
SUFFIXES = {"text/html": ".html", "text/markdown": ".md", "text/plain": ".txt"}
QUALITY = 45
"""JPEG quality of scans: their damage is in them already, and the repository should stay small."""


@dataclass(frozen=True)
class Planted:
    """One fixture of the plan, as bytes."""

    name: str
    suffix: str
    data: bytes
    labels: Labels


def planted(plan: dict[str, Any]) -> Iterator[Planted]:
    """Every fixture of the plan."""
    for entry in plan["text"]:
        name = f"made-{entry['layout'].replace('_', '-')}-{entry['seed']}"
        made = made_report(
            entry["seed"], entry["layout"], entry.get("damage", 0.0), entry.get("style"), entry.get("issues")
        )
        suffix = SUFFIXES[LAYOUTS[entry["layout"]].media_type]
        yield Planted(name, suffix, made.text.encode(), made.labels)
    for entry in plan.get("word", ()):
        yield _word(entry)
    for entry in plan.get("pdf", ()):
        yield _pdf(entry)
    for entry in plan.get("scan", ()):
        yield _scan(entry)


def _word(entry: dict[str, Any]) -> Planted:
    from eval.word import made_word

    made, data = made_word(entry["seed"], entry.get("style"), entry.get("issues"))
    return Planted(f"made-word-{entry['seed']}", ".docx", data, made.labels.model_copy(update={"layout": "word"}))


def _pdf(entry: dict[str, Any]) -> Planted:
    from eval.scans import STYLES, text_pdf

    made, data = text_pdf(entry["seed"], STYLES[entry["look"]], entry.get("style"))
    return Planted(f"made-pdf-{entry['seed']}", ".pdf", data, made.labels.model_copy(update={"layout": "pdf"}))


def _scan(entry: dict[str, Any]) -> Planted:
    import pypdfium2 as pdfium  # type: ignore[import-untyped]

    from eval.scans import LEVELS, STYLES, made_scan

    level = next(level for level in LEVELS if level.name == entry["level"])
    scan = made_scan(entry["seed"], level, STYLES[entry["look"]], entry.get("style"))
    pages = [page.render(scale=level.dpi / 72).to_pil().convert("L") for page in pdfium.PdfDocument(scan.pdf)]
    labels = scan.made.labels.model_copy(update={"layout": f"scan-{level.name}"})
    return Planted(f"made-scan-{level.name}-{entry['seed']}", ".pdf", _pictures(pages, level.dpi), labels)


def _pictures(pages: list[Any], dpi: int) -> bytes:
    from io import BytesIO

    file = BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=QUALITY)
    return file.getvalue()


def plant(folder: Path = HOME, plan: Path = PLAN) -> list[str]:
    """Writes the fixtures below `folder` that are new or say something else than before. Returns their names."""
    names = []
    for fixture in planted(tomllib.loads(plan.read_text(encoding="utf-8"))):
        home = folder / fixture.name
        source, labels = home / f"report{fixture.suffix}", home / "labels.json"
        wanted = fixture.labels.model_copy(update={"source": source.name})
        # These carry the time they were made, so that their bytes tell nothing.
        same = fixture.suffix in (".pdf", ".docx") or (source.is_file() and source.read_bytes() == fixture.data)
        if labels.is_file() and source.is_file() and same and load_labels(labels) == wanted:
            continue
        home.mkdir(parents=True, exist_ok=True)
        source.write_bytes(fixture.data)
        save_labels(wanted, labels)
        names.append(fixture.name)
    return names


if __name__ == "__main__":
    sys.stdout.write("".join(f"{name}\n" for name in plant()))
