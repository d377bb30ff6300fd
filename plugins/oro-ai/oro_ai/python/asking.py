"""Make the parameters of requests from the arguments of the Python API. Sans-IO."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from oro_ai.python.answer import Message, Messages

__all__ = ("chat_params", "with_options")


def chat_params(messages: Messages, model: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a request to answer a conversation."""
    listed = [Message("user", messages)] if isinstance(messages, str) else messages
    told = [one.shown() if isinstance(one, Message) else dict(one) for one in listed]
    return with_options({"messages": told}, model, options)


def with_options(params: Mapping[str, Any], model: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with the model, if one is named, and with options; sequences as lists."""
    more: Mapping[str, Any] = options.get("more") or {}
    plain = {name: value for name, value in options.items() if name != "more" and value is not None}
    named = {"model": model} if model else {}
    whole = {**params, **named, **plain, **more}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in whole.items()}
