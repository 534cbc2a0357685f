"""The options that commands share, and the settings that they make."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

import typer

from gongkai.told import say

if TYPE_CHECKING:
    from extract.settings import Limits, ModelSettings, Settings

ReaderName = Literal["rules", "model", "both", "auto"]
ExportName = Literal["xlsx", "csv", "parquet", "jsonl"]
CoderName = Literal["rules", "model", "both"]
Language = Literal["zh", "en"]
EngineName = Literal["local", "ray"]
SeverityName = Literal["error", "warning", "info"]

READERS = """rules: no model, no network. model: the model reads the tables and the issues. both: the two read
independently and are compared. auto: rules, the model for the issues and for tables that the rules did not read
whole and clean."""

Paths = Annotated[list[str] | None, typer.Argument(metavar="PATH", help="Reports: files, folders or globs.")]
Run = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.", exists=True, file_okay=False)]
Out = Annotated[Path | None, typer.Option("--out", metavar="RUN", help="The run folder.", file_okay=False)]
Repair = Annotated[
    Path | None,
    typer.Option("--repair", metavar="RUN", file_okay=False, help="Read again only what a damaged run has lost."),
]
Limit = Annotated[
    list[str] | None,
    typer.Option("--limit", metavar="NAME=N", help="Raise a limit that a message names."),
]
Reader = Annotated[ReaderName, typer.Option("--reader", help=READERS)]
ModelName = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", envvar="GONGKAI_MODEL", help="The model, as its endpoint calls it."),
]
BaseUrl = Annotated[
    str | None,
    typer.Option(
        "--base-url",
        metavar="URL",
        envvar="OPENAI_BASE_URL",
        help="Any OpenAI-compatible endpoint.  [default: OpenAI's]",
    ),
]
Engine = Annotated[EngineName, typer.Option("--engine", help="Where the work is done; ray needs gongkai[ray].")]
Address = Annotated[str | None, typer.Option(metavar="ADDRESS", help="Of a Ray cluster.  [default: one of its own]")]
Batch = Annotated[
    bool,
    typer.Option(
        "--batch", help="Ask through the OpenAI Batch endpoints, at half the price; give it again to collect."
    ),
]
Vision = Annotated[
    bool, typer.Option("--vision", help="Show the model the page of a table instead of its text; it must take images.")
]
Claims = Annotated[
    bool, typer.Option("--claims", help="Have the model look for figures in the prose too: one call more a report.")
]
Cache = Annotated[
    Path | None, typer.Option(metavar="FOLDER", file_okay=False, help="Where model answers are kept.  [default: RUN]")
]
Rules = Annotated[
    Path | None, typer.Option("--rules", metavar="TOML", dir_okay=False, help="Rules of your own, beside the form's.")
]
Concurrency = Annotated[int | None, typer.Option(metavar="N", min=1, help="Model calls in flight.")]
Timeout = Annotated[float | None, typer.Option(metavar="SECONDS", min=0.001, help="Seconds for one model call.")]
MaxTokens = Annotated[int | None, typer.Option(metavar="N", min=1, help="Stop the run at so many tokens, in and out.")]
MaxCost = Annotated[
    float | None, typer.Option(metavar="AMOUNT", min=0, help="Stop the run at this cost; needs the prices.")
]
PriceIn = Annotated[float | None, typer.Option(metavar="AMOUNT", min=0, help="Price of a million input tokens.")]
PriceCached = Annotated[
    float | None, typer.Option(metavar="AMOUNT", min=0, help="Price of a million cached input tokens.")
]
PriceOut = Annotated[float | None, typer.Option(metavar="AMOUNT", min=0, help="Price of a million output tokens.")]


def settings_from(
    reader: ReaderName, model: str | None, rules: Path | None = None, limits: list[str] | None = None, **endpoint: Any
) -> Settings:
    """The settings of a reading; options that were not given keep the defaults of `extract.settings`.

    Says so once when `auto` has no model; a reader that cannot do without one is a wrong usage.
    """
    from extract.settings import Settings
    from extract.wording import phrase

    own = _rules_of(rules)
    if reader != "rules" and not model:
        if reader != "auto":
            raise typer.BadParameter(phrase("reader_needs_model", reader=reader))
        say(phrase("no_model_configured"))
    if endpoint.get("vision") and (reader == "rules" or not model):
        raise typer.BadParameter(phrase("vision_needs_model"))
    if endpoint.get("claims") and (reader == "rules" or not model):
        raise typer.BadParameter(phrase("claims_need_model"))
    asked = model_from(model, **endpoint) if model and reader != "rules" else None
    return Settings(reader=reader, model=asked, rules=own, limits=limits_from(limits))


def limits_from(given: list[str] | None) -> Limits:
    """The limits of one report, those that were given in the place of the usual ones."""
    from pydantic import ValidationError

    from extract.failing import field_fault
    from extract.settings import Limits
    from extract.wording import phrase

    pairs = [limit.partition("=") for limit in given or ()]
    try:
        return Limits.model_validate({name: value for name, _, value in pairs})
    except ValidationError as error:
        raise typer.BadParameter(
            phrase("wrong_limit", fault=field_fault(error), known=tuple(Limits.model_fields))
        ) from None


def _rules_of(path: Path | None) -> str | None:
    """The text of a rules file, tried before anything is started. Raises `RulesError`."""
    if path is None:
        return None
    from extract.judge.rulebook import parse_rulebook, read_rules
    from schemas.form import load_form

    text = read_rules(path)
    parse_rulebook(text, load_form(), str(path))
    return text


def model_from(model: str, **endpoint: Any) -> ModelSettings:
    """A model and its endpoint; the key is taken from the environment, where no list of processes shows it."""
    from pydantic import SecretStr, ValidationError

    _check_address(endpoint.get("base_url"))
    from extract.failing import field_fault
    from extract.settings import ModelSettings
    from extract.wording import phrase

    given = {name: value for name, value in endpoint.items() if value is not None}
    if "max_cost" in given and not {"price_in", "price_out"} <= given.keys():
        raise typer.BadParameter(phrase("cost_needs_prices"))
    key = os.environ.get("OPENAI_API_KEY")
    try:
        return ModelSettings(model=model, api_key=SecretStr(key) if key else None, **given)
    except ValidationError as error:
        raise typer.BadParameter(phrase("wrong_option", fault=field_fault(error))) from None


def _check_address(url: str | None) -> None:
    """A wrong address is a wrong usage: nothing is started and waited for."""
    from extract.wording import phrase

    try:
        parts = urlsplit(url or "http://localhost")
        port_is_one = parts.port is None or parts.port > 0
    except ValueError:
        parts, port_is_one = None, False
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname or not port_is_one:
        raise typer.BadParameter(phrase("wrong_base_url", url=url, like="http://localhost:11434/v1"))
