"""The commands, one function each: arguments in, a room called, an exit status out."""

from __future__ import annotations

import json

import typer

app = typer.Typer(
    name="gongkai",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"max_content_width": 80},
)


@app.callback()
def gongkai() -> None:
    """政府信息公开工作年度报告 in, checked records out.

    \b
    Examples:
      gongkai extract reports/ --out runs/2024
    """


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record.

    \b
    Examples:
      gongkai schema > record.schema.json
    """
    from schemas.record import Record

    typer.echo(json.dumps(Record.model_json_schema(), ensure_ascii=False, indent=2))
