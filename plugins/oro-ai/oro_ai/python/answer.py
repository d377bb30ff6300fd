"""The messages Python code asks with, and the answers it gets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

__all__ = ("Answer", "Message", "Messages", "Options", "ToolCall", "Usage")


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: str
    """`system`, `user`, `assistant` or `tool`."""
    content: str
    tool_call_id: str | None = None
    """The call that a message of role `tool` answers."""
    images: Sequence[bytes] = ()
    """Files of type JPEG, PNG, GIF, BMP or WebP, for models that read images."""
    audio: Sequence[bytes] = ()
    """Files of type WAV or MP3, for models that read audio."""

    def shown(self) -> dict[str, Any]:
        """Return it in OpenAI's shape."""
        told: dict[str, Any] = {"role": self.role, "content": self.content}
        if self.images or self.audio:
            from oro_ai.python.files import audio_input, image_url  # not with the app's start

            told["content"] = [
                *({"type": "image_url", "image_url": {"url": image_url(one)}} for one in self.images),
                *({"type": "input_audio", "input_audio": audio_input(one)} for one in self.audio),
                {"type": "text", "text": self.content},
            ]
        return told if self.tool_call_id is None else {**told, "tool_call_id": self.tool_call_id}


Messages = str | Sequence[Message | Mapping[str, Any]]
"""A conversation: its messages, which may also be mappings in OpenAI's shape, or what a user says."""


class Options(TypedDict, total=False):
    """How tokens are chosen and what an answer may be; what is left out is as configured."""

    max_tokens: int
    """The most tokens; -1 for as many as the model holds."""
    temperature: float
    top_p: float
    top_k: int
    min_p: float
    presence_penalty: float
    frequency_penalty: float
    seed: int
    stop: str | Sequence[str]
    """Texts before which the answer ends."""
    tools: Sequence[Mapping[str, Any]]
    """Functions the model may call, in OpenAI's shape."""
    tool_choice: str | Mapping[str, Any]
    response_format: Mapping[str, Any]
    """The form of the answer, such as a JSON schema, in OpenAI's shape."""
    more: Mapping[str, Any]
    """Further parameters of the endpoint."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Numbers of tokens; 0 where the server does not say."""

    prompt: int = 0
    cached: int = 0
    """Tokens of the prompt that were not computed again."""
    completion: int = 0


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A call of a function that the model asks for."""

    id: str
    name: str
    arguments: str
    """JSON, as the model wrote it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer."""

    text: str
    model: str
    """The name of the model that answered, as its server has it."""
    reason: str | None
    """Why it ended: `stop`, `length` or `tool_calls`."""
    usage: Usage = Usage()
    tool_calls: tuple[ToolCall, ...] = ()
    reasoning: str = ""
    """The thoughts of the model before its answer, where its server tells that apart."""

    def __str__(self) -> str:
        return self.text
