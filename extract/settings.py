"""One settings object: its defaults are the defaults of the commands, its validation their error messages."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr

ReaderName = Literal["rules", "model", "both", "auto"]


class Limits(BaseModel):
    """What a file may cost before it is refused: its own measures, and what reading it takes of the machine."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_bytes: int = Field(default=200_000_000, gt=0, description="Largest file, bytes.")
    max_text: int = Field(default=5_000_000, gt=0, description="Longest text, characters.")
    max_pages: int = Field(default=300, gt=0, description="Pages of a PDF or TIFF.")
    max_pixels: int = Field(default=100_000_000, gt=0, description="Pixels of a page image.")
    max_unpacked: int = Field(default=500_000_000, gt=0, description="Unpacked size of an office file, bytes.")
    max_elements: int = Field(default=1_000_000, gt=0, description="Elements of an office file or a web page.")
    max_memory: int = Field(default=1_400_000_000, gt=0, description="Memory that reading one report takes, bytes.")
    seconds: float = Field(default=120.0, gt=0, description="Seconds that reading one report takes.")
    page_seconds: float = Field(default=30.0, ge=0, description="Seconds more for each of its pages.")


class ModelSettings(BaseModel):
    """The endpoint and what may be spent on it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    base_url: str | None = None
    api_key: SecretStr | None = None
    timeout: float = Field(default=120.0, gt=0, description="Seconds for one call.")
    concurrency: int = Field(default=8, gt=0, description="Calls in flight.")
    max_output: int | None = Field(
        default=None, gt=0, description="Longest answer, tokens; None leaves it to the model."
    )
    attempts: int = Field(default=4, gt=0, description="Tries of a call that fails in passing.")
    max_tokens: int | None = Field(default=None, gt=0, description="Tokens a run may use, in and out.")
    max_cost: float | None = Field(default=None, gt=0, description="Cost a run may reach, in the unit of the prices.")
    price_in: float | None = Field(default=None, ge=0, description="For a million input tokens.")
    price_cached: float | None = Field(default=None, ge=0, description="For a million cached input tokens.")
    price_out: float | None = Field(default=None, ge=0, description="For a million output tokens.")
    cache: Path | None = Field(default=None, description="Folder of the answer cache.")
    claims: bool = Field(default=False, description="Whether figures are looked for in the prose, in one call more.")
    vision: bool = Field(default=False, description="Whether tables are shown as pictures of their pages.")


class Settings(BaseModel):
    """How reports are read."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    reader: ReaderName = "auto"
    model: ModelSettings | None = None
    limits: Limits = Limits()
    rules: str | None = Field(default=None, description="Rules of the user's own, the text of a TOML file.")
