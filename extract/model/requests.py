"""A question to a model: the body of its request and the reading of an answer, both apart from sending.

How an answer's shape is asked for is a rung of a ladder: a JSON schema, else a tool, else a JSON object described in
words. Bodies and parsing are instructor's; `clean` prepares what endpoints really send.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Literal, TypeVar
from weakref import WeakKeyDictionary

from instructor import Mode, response_schema
from instructor.processing.response import handle_response_model
from openai.types.chat import ChatCompletion, ChatCompletionMessage, ChatCompletionMessageFunctionToolCall
from openai.types.chat.chat_completion_message_function_tool_call import Function
from pydantic import BaseModel, ValidationError

from extract.model.answers import json_in
from extract.model.cache import key_of
from extract.model.faults import NO_JSON, ModelFault
from prompts import Prompt

Answer = TypeVar("Answer", bound=BaseModel)
Rung = Literal["json_schema", "tools", "json_object"]

PICTURE_TOKENS = 1_500
"""What a picture counts for before the endpoint has said what it took."""

LADDER: tuple[Rung, ...] = ("json_schema", "tools", "json_object")
MODES: Mapping[Rung, Mode] = {"json_schema": Mode.JSON_SCHEMA, "tools": Mode.TOOLS, "json_object": Mode.JSON}


@dataclass(frozen=True)
class Question(Generic[Answer]):
    """What is asked of a model: the messages and the model of the answer."""

    prompt: Prompt
    messages: list[dict[str, Any]]
    answer: type[Answer]

    @property
    def keys(self) -> tuple[str, ...]:
        """The fields of the answer."""
        return tuple(self.answer.model_fields)

    @property
    def characters(self) -> int:
        return size_of(self.messages)

    def with_pictures(self, jpegs: Sequence[bytes]) -> Question[Answer]:
        """The question with pictures behind its text, in the user's message."""
        *before, asked = self.messages
        parts = [{"type": "text", "text": asked["content"]}, *map(_picture, jpegs)]
        return replace(self, messages=[*before, {**asked, "content": parts}])


def _picture(jpeg: bytes) -> dict[str, Any]:
    url = f"data:image/jpeg;base64,{base64.b64encode(jpeg).decode('ascii')}"
    return {"type": "image_url", "image_url": {"url": url, "detail": "high"}}


def size_of(messages: Iterable[Mapping[str, Any]]) -> int:
    """The characters of messages; a picture counts for the tokens that it usually takes."""
    return sum(_size(message.get("content")) for message in messages)


def _size(content: Any) -> int:
    if not isinstance(content, list):
        return len(str(content or ""))
    return sum(len(str(part["text"])) if part.get("type") == "text" else PICTURE_TOKENS for part in content)


def arguments(
    question: Question[Any], model: str, temperature: float | None = 0.0, max_output: int | None = None
) -> dict[str, Any]:
    """The arguments of the call, but for the shape of the answer."""
    given: dict[str, Any] = {"model": model, "messages": [dict(message) for message in question.messages]}
    optional = {"temperature": temperature, "max_tokens": max_output}
    return {**given, **{name: value for name, value in optional.items() if value is not None}}


def body(
    question: Question[Any],
    model: str,
    rung: Rung,
    temperature: float | None = 0.0,
    max_output: int | None = None,
) -> dict[str, Any]:
    """The whole body of the request, as it is sent to `/chat/completions`."""
    given = arguments(question, model, temperature, max_output)
    return dict(handle_response_model(prepared(question.answer), MODES[rung], **given)[1])


def key(question: Question[Any], endpoint: str, model: str) -> str:
    """The key of the answer in the cache: a hash of everything that decides it."""
    return key_of(
        {
            "endpoint": endpoint,
            "model": model,
            "messages": question.messages,
            "schema": question.answer.model_json_schema(),
        }
    )


_PREPARED: WeakKeyDictionary[type[BaseModel], Any] = WeakKeyDictionary()


def prepared(answer: type[BaseModel]) -> Any:
    """The model of an answer as instructor wants it, which would make it anew for every call."""
    if answer not in _PREPARED:
        _PREPARED[answer] = response_schema(answer)
    return _PREPARED[answer]


def clean(completion: ChatCompletion, keys: tuple[str, ...], rung: Rung) -> str | None:
    """The JSON of the answer, put alone into the place where the client looks for it; None where there is none.

    Raises a `ModelFault` where the endpoint says itself that this is no answer.
    """
    choice = completion.choices[0]
    message = choice.message
    if choice.finish_reason == "content_filter":
        raise ModelFault("content_filter")
    if message.refusal:
        raise ModelFault("refusal")
    found = json_in(_said(message), keys)
    if found is None:
        if choice.finish_reason == "length":
            raise ModelFault("length")
        return None
    choice.finish_reason = "stop"
    message.content = found
    message.tool_calls = None
    if rung == "tools":
        call = Function(name="answer", arguments=found)
        message.tool_calls = [ChatCompletionMessageFunctionToolCall(id="answer", type="function", function=call)]
    return found


def _said(message: ChatCompletionMessage) -> str:
    for call in message.tool_calls or ():
        if call.type == "function":
            return call.function.arguments
    return message.content or ""


def parse(question: Question[Answer], completion: ChatCompletion) -> Answer:
    """The answer in a completion. Raises a `ModelFault` where it is none or does not fit."""
    found = clean(completion, question.keys, "json_object")
    if found is None:
        raise ModelFault("invalid_answer", NO_JSON)
    return parse_text(question, found)


def parse_text(question: Question[Answer], text: str) -> Answer:
    """The answer in a cleaned text. Raises a `ModelFault` where it does not fit."""
    try:
        return question.answer.model_validate_json(text)
    except ValidationError as error:
        raise ModelFault("invalid_answer", complaints(error)) from None


def complaints(error: ValidationError) -> str:
    """What is wrong with an answer, as one sentence, without what was answered."""
    items = error.errors(include_url=False, include_input=False)
    return "；".join(dict.fromkeys(_complaint(str(item["type"]), str(item["msg"])) for item in items))[:300]


def _complaint(kind: str, message: str) -> str:
    said = {"json_invalid": "JSON不完整", "extra_forbidden": "有多余的字段", "missing": "缺少字段"}
    return said.get(kind) or message.removeprefix("Value error, ")
