"""The commands, one function each: arguments in, a room called, results out.

A room is imported by the command that needs it, so that no command waits for another's libraries.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from extract.extras import needing
from extract.language import Lang, language, speak
from gongkai import options
from gongkai.told import Commands, say

app = typer.Typer(
    name="gongkai",
    cls=Commands,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
    context_settings={"terminal_width": 80},
)


def _version(asked: bool) -> None:
    if asked:
        from gongkai import version

        typer.echo(version())
        raise typer.Exit


def _speak(lang: Lang | None) -> Lang | None:
    if lang is not None:
        speak(lang)
    return lang


@app.callback()
def gongkai(
    version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_version, help="The version.")] = False,
    lang: Annotated[
        options.Language | None,
        typer.Option("--lang", callback=_speak, help="The language of what is said.  [default: the locale's]"),
    ] = None,
) -> None:
    """Read 政府信息公开工作年度报告 into checked records.

    \b
    Examples:
      gongkai demo                              try it on the bundled reports
      gongkai extract reports/ --out runs/2024  read a folder of reports
      gongkai check runs/2024                   what does not add up in them
      gongkai show runs/2024 a.txt              one report, flags in colour
      gongkai summarize runs/2024               what the agencies say is wrong
      gongkai export runs/2024 --to xlsx        tidy tables for other programs
      gongkai eval                              how well the readers read
      gongkai schema > record.schema.json       the JSON Schema of a record

    Results go to files and to standard output, everything else to standard error.
    Exit status: 0 every report was read, 1 some could not be, 2 wrong usage.
    """


@app.command()
def extract(
    paths: options.Paths = None,
    out: options.Out = None,
    reader: options.Reader = "auto",
    model: options.ModelName = None,
    base_url: options.BaseUrl = None,
    repair: options.Repair = None,
    limit: options.Limit = None,
    retry_failed: Annotated[bool, typer.Option("--retry-failed", help="Read only what failed before.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Read everything anew.")] = False,
    workers: Annotated[
        int | None, typer.Option(metavar="N", min=0, help="Worker processes.  [default: one a core]")
    ] = None,
    rules: options.Rules = None,
    engine: options.Engine = "local",
    address: options.Address = None,
    batch: options.Batch = False,
    vision: options.Vision = False,
    claims: options.Claims = False,
    cache: options.Cache = None,
    concurrency: options.Concurrency = None,
    timeout: options.Timeout = None,
    max_tokens: options.MaxTokens = None,
    max_cost: options.MaxCost = None,
    price_in: options.PriceIn = None,
    price_cached: options.PriceCached = None,
    price_out: options.PriceOut = None,
) -> None:
    """Read every report under the PATHs into a run folder.

    \b
    Examples:
      gongkai extract reports/ --out runs/2024
      gongkai extract 'reports/*.html' a.txt --out runs/2024 --reader rules
      gongkai extract reports/ --out runs/2024 --model qwen3 \\
        --base-url http://localhost:11434/v1
      gongkai extract --repair runs/2024

    May be stopped (Ctrl-C) and given again: what was read stays. The records
    are written to RUN/reports.jsonl, one a line; RUN/run.sqlite is the ledger.
    The endpoint's key is taken from OPENAI_API_KEY.
    """
    target = repair or out
    if target is None or (not paths and not repair):
        from extract.wording import phrase

        raise typer.BadParameter(phrase("paths_and_out"))
    settings = options.settings_from(
        reader=reader, model=model, rules=rules, limits=limit, base_url=base_url, cache=cache, concurrency=concurrency,
        timeout=timeout, max_tokens=max_tokens, max_cost=max_cost, price_in=price_in, price_cached=price_cached,
        price_out=price_out, vision=vision, claims=claims,
    )  # fmt: skip
    from extract.run import Options, records
    from extract.run import extract as run
    from extract.views.plain import console
    from extract.views.progress import summarise, watching

    errors = console(sys.stderr)
    how = Options(retry_failed, fresh, workers, engine=engine, address=address, repair=bool(repair), batch=batch)
    with watching(errors) as on_event:
        summary = run(paths or (), target, settings, how, on_event)
    summarise(summary, records(target), errors)
    raise typer.Exit(summary.exit_status)


@app.command()
def check(
    run: options.Run,
    severity: Annotated[options.SeverityName | None, typer.Option(help="Only findings of this severity.")] = None,
    rule: Annotated[
        list[str] | None, typer.Option(metavar="RULE", help="Only findings of this rule, or of all below it.")
    ] = None,
    agency: Annotated[str, typer.Option(metavar="TEXT", help="Only agencies whose name contains this.")] = "",
    rules: options.Rules = None,
) -> None:
    """Apply the edit rules to a run again and print its findings.

    \b
    Examples:
      gongkai check runs/2024
      gongkai check runs/2024 --severity error --rule applications.balance
      gongkai check runs/2024 --agency 洛龙区

    The rules between years are applied where the run holds several years of an
    agency. Errors come first, then warnings, then remarks. RUN/findings.html
    shows every flagged report with its tables and its source beside them.
    Rules given to extract are applied again; patterns of claims have to be
    given to extract, which reads the prose.
    """
    from functools import partial

    from extract.judge.again import judged_run
    from extract.judge.rulebook import EMPTY, load_rulebook
    from extract.run import own_rules, records
    from extract.views.findings import Wanted, collect, print_findings, totals
    from extract.views.findings_page import FINDINGS, FindingsPage
    from extract.views.plain import console
    from extract.wording import phrase
    from schemas.form import load_form

    wanted = Wanted(severity, tuple(rule or ()), agency)
    rulebook = EMPTY
    for file in filter(None, (own_rules(run), rules)):
        rulebook = rulebook.joined(load_rulebook(file, load_form()))
    with FindingsPage(run / FINDINGS) as page:
        collected = collect(page.passing(judged_run(partial(records, run), rulebook=rulebook)), wanted)
    print_findings(collected, console(sys.stdout))
    if collected.without:
        there = tuple(sorted(collected.rules)) or phrase("none_there")
        say(phrase("no_finding_of_rule", rules=tuple(collected.without), there=there))
    say(phrase("with_sources_in", totals=totals(collected), page=str(run / FINDINGS)))


@app.command()
def show(
    run: options.Run,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A part of its path, or the beginning of its id.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the record itself.")] = False,
    page: Annotated[
        int | None, typer.Option(metavar="N", help="Write a PNG of page N with the cells that were read marked.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="PNG", dir_okay=False, help="Where.  [default: in RUN/pages]")
    ] = None,
    why: Annotated[str, typer.Option("--why", metavar="CELL", help="Print the proof of one value instead.")] = "",
) -> None:
    """Show one report, its tables as the form lays them out.

    \b
    Examples:
      gongkai show runs/2024 a.txt
      gongkai show runs/2024 3f9a --json
      gongkai show runs/2024 scan.pdf --page 3
      gongkai show runs/2024 a.txt --why applications.new.total

    Flagged cells are coloured and carry the number of the note below. With
    --page the page of a PDF, scan or picture is drawn, each cell framed in
    the colour of its trust, with the value that was read beside it.
    """
    from extract.views.choose import chosen
    from extract.views.plain import console
    from extract.views.report import show as print_report
    from extract.wording import phrase

    if out is not None and page is None:
        raise typer.BadParameter(phrase("out_is_for_page"))
    record = chosen(run, report)
    if page is not None:
        with needing("pages"):
            from extract.views.marked_page import write_page

        typer.echo(write_page(run, record, page, out))
    elif why:
        from extract.language import language
        from extract.views.why import why as proof

        screen = console(sys.stdout)
        for line in proof(record, why, language()):
            screen.print(line, soft_wrap=True)
    elif as_json:
        typer.echo(record.model_dump_json(indent=2))
    else:
        print_report(record, console(sys.stdout))


@app.command()
def export(
    run: options.Run,
    to: Annotated[options.ExportName, typer.Option("--to", help="The kind of files.")],
    out: Annotated[Path | None, typer.Option("--out", metavar="PATH", help="Where.  [default: in RUN]")] = None,
    blank_as_zero: Annotated[bool, typer.Option("--blank-as-zero", help="Write 0 where nothing is printed.")] = False,
) -> None:
    """Write a run as tidy tables for other programs.

    \b
    Examples:
      gongkai export runs/2024 --to xlsx
      gongkai export runs/2024 --to parquet --out tables/

    XLSX is one workbook, CSV, Parquet and JSON Lines are a folder with a file a
    table. Blanks stay blank unless told otherwise.
    """
    from extract.views.export import export as write

    typer.echo(write(run, to, out, blank_as_zero))


@app.command()
def summarize(
    run: options.Run,
    coder: Annotated[
        options.CoderName | None, typer.Option(help="Who codes the statements.  [default: the model, else rules]")
    ] = None,
    codebook: Annotated[
        Path | None, typer.Option(metavar="TOML", dir_okay=False, help="Themes of your own in place of the bundled.")
    ] = None,
    model: options.ModelName = None,
    base_url: options.BaseUrl = None,
    cache: options.Cache = None,
    concurrency: options.Concurrency = None,
    timeout: options.Timeout = None,
    max_tokens: options.MaxTokens = None,
) -> None:
    """Sum up what the agencies of a run say is wrong.

    \b
    Examples:
      gongkai summarize runs/2024
      gongkai summarize runs/2024 --lang en --codebook my-themes.toml

    Codes the problems and measures by theme, counts them, finds sections that
    were copied, and writes RUN/summary.md, RUN/summary.json, RUN/summary.html.
    """
    with needing("summary"):
        from extract.summary.entry import FILES, Options
        from extract.summary.entry import summarize as write

    endpoint = {"base_url": base_url, "cache": cache, "concurrency": concurrency, "timeout": timeout}
    asked = options.model_from(model, max_tokens=max_tokens, **endpoint) if model and coder != "rules" else None
    write(run, Options(coder, codebook, language(), asked), say)
    for name in FILES:
        typer.echo(run / name)


@app.command("eval")
def evaluate(
    fixtures: Annotated[
        Path | None, typer.Argument(metavar="FIXTURES", help="A folder of fixtures.  [default: the bundled]")
    ] = None,
    reader: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A reader; again for more.  [default: rules]")
    ] = None,
    model: Annotated[list[str] | None, typer.Option(metavar="NAME", help="A model; again for more.")] = None,
    base_url: options.BaseUrl = None,
    concurrency: options.Concurrency = None,
    timeout: options.Timeout = None,
    price_in: options.PriceIn = None,
    price_out: options.PriceOut = None,
    repeat: Annotated[int, typer.Option(metavar="N", min=1, help="Readings of every fixture by every model.")] = 1,
    limit: Annotated[int | None, typer.Option(metavar="N", min=1, help="So many fixtures at most.")] = None,
    only: Annotated[list[str] | None, typer.Option("--filter", metavar="KEY=VALUE", help="Only such fixtures.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="FOLDER", help="For eval.json and eval.html.")] = None,
    compare: Annotated[Path | None, typer.Option(metavar="JSON", help="An eval.json to compare with.")] = None,
    tolerance: Annotated[float, typer.Option(metavar="X", min=0, help="How much a score may fall.")] = 0.005,
    full: Annotated[bool, typer.Option("--full", help="Every metric.")] = False,
    robustness: Annotated[
        bool,
        typer.Option("--robustness", help="Read damaged copies with the models too: up to 120 more readings each."),
    ] = False,
) -> None:
    """Score readers against hand-labelled reports.

    \b
    Examples:
      gongkai eval
      gongkai eval my-fixtures/ --reader rules --reader model --model qwen3
      gongkai eval --filter layout=glued --compare old/eval.json

    Baselines stand beside: all zeros, regular expressions, one plain model call.
    Exits 1 where a score fell by more than the tolerance since --compare.
    """
    from eval.command import Output, run_eval
    from eval.fixture import HOME
    from eval.harness import Request
    from eval.readers import WITHOUT_MODEL
    from extract.views.plain import console

    with needing("eval"):
        import_module("plotly")
    readers = reader or ["rules"]
    # A model that is only in the environment is not asked, and paid, for the sake of a baseline.
    usual = None if WITHOUT_MODEL.issuperset(readers) else os.environ.get("GONGKAI_MODEL")
    names = model or ([usual] if usual else [])
    endpoint = {"base_url": base_url, "concurrency": concurrency, "timeout": timeout}
    models = [options.model_from(name, price_in=price_in, price_out=price_out, **endpoint) for name in names]
    request = Request(fixtures or HOME, readers, models, only or (), limit, repeat, damage_models=robustness)
    raise typer.Exit(run_eval(request, Output(out, compare, tolerance, full), console(sys.stdout), say))


@app.command()
def label(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A report, or with --confirm the folder of a fixture.")
    ],
    into: Annotated[Path, typer.Option("--into", metavar="FOLDER", help="Folder of fixtures.")] = Path("fixtures"),
    name: Annotated[str | None, typer.Option(metavar="NAME", help="Of the fixture.  [default: the file's]")] = None,
    confirm: Annotated[bool, typer.Option("--confirm", help="The labels are right: check and confirm them.")] = False,
) -> None:
    """Begin a fixture from a reading, for a person to correct.

    \b
    Examples:
      gongkai label report.pdf --into my-fixtures
      gongkai label my-fixtures/report --confirm

    eval leaves a fixture out until its labels are confirmed.
    """
    from eval.labelling import begin_fixture, confirm_fixture, second_look
    from extract.doubts import doubt
    from extract.wording import phrase

    if not confirm:
        fixture = begin_fixture(source, into, name)
        say(phrase("correct_labels"))
        typer.echo(fixture.source.parent)
    elif faults := confirm_fixture(source):
        for fault in faults:
            say(fault)
        raise typer.Exit(1)
    else:
        found = second_look(source)
        otherwise = doubt("labelled_otherwise", count=len(found)) if found else None
        say(phrase("labels_confirmed", source=str(source), otherwise=otherwise))
        for line in found:
            say(f"  {line}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record.

    \b
    Examples:
      gongkai schema > record.schema.json
      gongkai schema | jq '.properties | keys'
    """
    from schemas.record import Record

    typer.echo(json.dumps(Record.model_json_schema(mode="serialization"), ensure_ascii=False, indent=2))


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="RUN", help="The run folder.", file_okay=False)] = Path(
        "runs/demo"
    ),
) -> None:
    """Read the bundled reports and show what was found.

    \b
    Examples:
      gongkai demo
      gongkai demo --out /tmp/demo

    Needs no network and no key. PDFs and scans are read where the packages for
    them are installed. The run that is made can be looked into further.
    """
    from extract.wording import phrase
    from gongkai.demo import SHOWN, bundled, lacking

    for extra in lacking():
        say(phrase("left_out", what=extra))
    try:
        extract([str(path) for path in bundled()], out, reader="rules")
    except typer.Exit as end:
        status = end.exit_code
    check(out)
    show(out, SHOWN)
    say(phrase("look_further", run=str(out)))
    raise typer.Exit(status)
