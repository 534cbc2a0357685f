"""What can go wrong with a model call: whether to try again, whether to stop the run, and what to tell the user.

What an endpoint says of itself is quoted without anything that looks like a key.
"""

from __future__ import annotations

import json
import re
from email.utils import parsedate_to_datetime
from time import time
from typing import Literal

import httpx2
import openai

from extract.doubts import Doubt, doubt
from extract.wording import language, said

Code = Literal[
    "rate_limited", "server_error", "unreachable", "cut_off", "timeout", "unsupported", "length", "content_filter",
    "refusal", "invalid_answer", "too_long", "bad_request", "wrong_key", "no_credit", "wrong_model", "wrong_url",
    "no_vision", "budget",
]  # fmt: skip

PASSING = frozenset({"rate_limited", "server_error", "unreachable", "cut_off", "timeout"})
"""Worth another try."""

LASTING = frozenset({"wrong_key", "no_credit", "wrong_model", "wrong_url", "no_vision", "budget"})
"""No other call of this run can go better."""

_UNSUPPORTED = re.compile(
    r"response_format|json_schema|json_object|structured|schema|grammar|tool|function|not support|unsupported|不支持",
    re.I,
)
_NO_SHAPE = re.compile(r"response_format|json_schema|tool_choice", re.I)
_CONTENT = re.compile(
    r"content.{0,3}(exists.)?risk|content.{0,3}(filter|policy|management)|data.?inspection|inappropriate|sensitive"
    r"|unsafe|safety|敏感|不安全|违规|审核", re.I
)  # fmt: skip
_TOO_LONG = re.compile(
    r"context.{0,3}(length|window|size)|maximum.{0,20}(length|tokens)|too (long|many tokens)|超出.{0,6}长度", re.I
)
_NO_MODEL = re.compile(
    r"model.{0,60}(not.{0,3}(exist|found|available)|does ?n.t exist|unknown|invalid)"
    r"|(unknown|invalid|no such).{0,12}model|模型不存在",
    re.I,
)
_IMAGES = re.compile(r"image|vision|visual|multi.?modal|mmproj|图像|图片|多模态", re.I)
_NOT_TAKEN = re.compile(
    r"\bnot?\b|n't\b|\bonly\b|unsupported|unknown|missing|expected|at most 0|不支持|不能|无法", re.I
)
_BAD_IMAGE = re.compile(r"too (large|big)|size|resolution|pixels|download|decod|corrupt|过大|超过", re.I)
_NO_CREDIT = re.compile(r"insufficient|balance|quota|arrear|欠费|余额", re.I)
_KEY = re.compile(r"(?i)\b(?:sk|pk|ak|key|bearer|token)[-_ ][A-Za-z0-9_.*-]{6,}|[A-Za-z0-9_-]{24,}")


NO_ENDPOINT, NO_JSON = Doubt("no_endpoint"), Doubt("no_json")


class ModelFault(Exception):
    """A model call that did not give an answer. `retry_after`: seconds that the endpoint asks to wait."""

    def __init__(self, code: Code, detail: str | Doubt = "", retry_after: float | None = None) -> None:
        super().__init__(code, detail)
        self.code: Code = code
        self.detail = detail
        self.retry_after = retry_after

    def again(self) -> ModelFault:
        """The same fault to be raised anew: one exception raised twice makes a circle of contexts."""
        return ModelFault(self.code, self.detail, self.retry_after)

    @property
    def passing(self) -> bool:
        return self.code in PASSING

    @property
    def lasting(self) -> bool:
        return self.code in LASTING

    @property
    def told(self) -> str:
        """Why the run stops, for the command's user."""
        return said(self.said, language())

    @property
    def said(self) -> Doubt:
        """What went wrong, as a phrase of a note."""
        return doubt("fault", name=self.code, detail=doubt("fault_detail", said=self.detail) if self.detail else None)

    def __str__(self) -> str:
        return said(self.said)


def scrub(text: str, key: str | None = None, limit: int = 160) -> str:
    """`text` on one line without the key or anything that looks like one, cut to `limit` characters."""
    if key:
        text = text.replace(key, "***")
    text = " ".join(_KEY.sub("***", text).split())
    return text if len(text) <= limit else text[:limit] + "…"


def fault_of(error: Exception, key: str | None = None) -> ModelFault:
    """The fault behind an error of the client, without its text where that could hold the key."""
    if isinstance(error, ModelFault):
        return error.again()
    if isinstance(error, (openai.APITimeoutError, TimeoutError)):
        return ModelFault("timeout")
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, key)
    if isinstance(error, openai.APIResponseValidationError):
        return ModelFault("wrong_url", NO_ENDPOINT)
    if isinstance(error, openai.APIConnectionError):
        return _of_connection(error.__cause__)
    if isinstance(error, (json.JSONDecodeError, UnicodeDecodeError)):
        return ModelFault("cut_off", Doubt("answer_incomplete"))
    return ModelFault("bad_request", type(error).__name__)


def _of_connection(cause: BaseException | None) -> ModelFault:
    if isinstance(cause, (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.UnsupportedProtocol)):
        return ModelFault("unreachable")
    return ModelFault("cut_off")


def _of_status(error: openai.APIStatusError, key: str | None) -> ModelFault:
    status = error.status_code
    told = f"{error.code or ''} {error.message}"
    detail = scrub(f"HTTP {status} {_message(error)}", key)
    if status not in {401, 402, 403, 429} and _takes_no_images(told):
        return ModelFault("no_vision", detail)
    if status == 401:
        return ModelFault("wrong_key", f"HTTP {status}")
    if status == 402 or (status in {403, 429} and _NO_CREDIT.search(told)):
        return ModelFault("no_credit", detail)
    if status == 403 and not _CONTENT.search(told):
        return ModelFault("wrong_key", f"HTTP {status}")
    if status == 429:
        return ModelFault("rate_limited", retry_after=_retry_after(error.response.headers))
    if status >= 500 and _NO_SHAPE.search(told):  # llama-cpp-python's server says so with a 500
        return ModelFault("unsupported", detail)
    if status in {408, 409, 425} or (status >= 500 and status != 501):
        return ModelFault("server_error", f"HTTP {status}", _retry_after(error.response.headers))
    return ModelFault(_code_of_refused(status, told), detail)


def _code_of_refused(status: int, said: str) -> Code:
    """The code of a request that the endpoint did not accept (4xx, 501)."""
    if _NO_MODEL.search(said):
        return "wrong_model"
    if status in {404, 405} or 300 <= status < 400:
        return "wrong_url"
    if _CONTENT.search(said):
        return "content_filter"
    if _TOO_LONG.search(said):
        return "too_long"
    if status == 501 or _UNSUPPORTED.search(said):
        return "unsupported"
    return "bad_request"


def _takes_no_images(said: str) -> bool:
    """Whether an endpoint says that it takes no pictures, and not that one is too large or damaged."""
    return bool(_IMAGES.search(said) and _NOT_TAKEN.search(said) and not _BAD_IMAGE.search(said))


def _message(error: openai.APIStatusError) -> str:
    body = error.body
    if isinstance(body, dict):
        return str(body.get("message") or body.get("error") or body.get("detail") or "")
    return error.code or ""


def _retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds from `retry-after-ms` or `Retry-After`, which is seconds or a date (RFC 9110, 10.2.3)."""
    milliseconds = headers.get("retry-after-ms", "")
    if milliseconds.replace(".", "", 1).isdigit():
        return float(milliseconds) / 1000
    stated = headers.get("retry-after", "").strip()
    if stated.replace(".", "", 1).isdigit():
        return float(stated)
    try:
        return max(0.0, parsedate_to_datetime(stated).timestamp() - time())
    except (TypeError, ValueError):
        return None
