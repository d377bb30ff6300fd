"""Make of a request to the app's endpoint one to an upstream, within the limits that local models have. Sans-IO."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from oro_ai import settings as keys
from oro_ai.errors import PromptTooLong
from oro_ai.upstream.targets import Target
from oro_framework.errors import InvalidArgument, Unsupported
from oro_framework.parameters import from_json
from oro_framework.types import Settings

__all__ = ("OF_ONE", "RELAYED", "body_of", "checked", "wants_stream")

RELAYED: Mapping[str, str] = {
    "v1/chat/completions": "/chat/completions",
    "v1/completions": "/completions",
    "v1/embeddings": "/embeddings",
    "v1/messages": "/messages",
    "v1/rerank": "/rerank",
    "v1/responses": "/responses",
    "rerank": "/rerank",
}
"""The paths, below an upstream's URL, of the endpoints that it can answer."""
OF_ONE = frozenset(["apply-template", "detokenize", "props", "tokenize"])
"""Endpoints of the default model that only a model in this app can answer."""
_OF_LLAMA = ("lora", "cache_prompt", "id_slot")
"""Parameters that speak of a model in this app."""
_LIMITS = ("max_completion_tokens", "max_output_tokens", "max_tokens", "n_predict")
_OWN_LIMIT = {"v1/responses": "max_output_tokens"}
_TEXTS = frozenset(["grammar", "input", "instructions", "model", "prompt", "query", "stop", "suffix", "system", "user"])
"""Parameters of a URL that stay text, whatever they look like."""
_GENERATING = frozenset(["v1/chat/completions", "v1/completions", "v1/messages", "v1/responses"])
_encoder = msgspec.json.Encoder()


def wants_stream(params: Mapping[str, Any]) -> bool:
    """Return whether a request asks for a stream.

    Raises:
        InvalidArgument: `stream` is no boolean.
    """
    stream = params.get("stream")
    if stream is not None and not isinstance(stream, bool):
        raise InvalidArgument('Cannot use "stream": expected a boolean', param="stream")
    return bool(stream)


def checked(settings: Settings, endpoint: str, params: Mapping[str, Any], *, lax: bool = False) -> dict[str, Any]:
    """Return the parameters as an upstream is sent them, without its own name of the model.

    Args:
        settings: the configured limits.
        endpoint: a key of `RELAYED`.
        params: of the request.
        lax: whether some come from a URL.

    Raises:
        PromptTooLong: the text is over `ai_llm_max_prompt_bytes` or `ai_llm_embed_max_total_bytes`.
        Unsupported: a parameter speaks of a model in this app.
        InvalidArgument: a limit of tokens is no number.
    """
    given = {name: _from_url(name, value) for name, value in params.items()} if lax else dict(params)
    for name in _OF_LLAMA:
        if given.get(name) is not None:
            raise Unsupported(f'Cannot use "{name}": the model is one of an upstream', param=name)
    _check_bytes(settings, endpoint, given)
    if endpoint in _GENERATING:
        _limit(settings, endpoint, given)
    return given


def body_of(params: Mapping[str, Any], target: Target) -> bytes:
    """Return the body for an upstream."""
    return _encoder.encode({**params, "model": target.model})


def _limit(settings: Settings, endpoint: str, params: dict[str, Any]) -> None:
    """Keep to `ai_llm_hard_max_tokens`, and leave out limits below 0, which mean as many as the model holds."""
    given = [(name, params.pop(name)) for name in _LIMITS if params.get(name) is not None]
    for name, value in given:
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidArgument(f'Cannot use "{name}": expected a whole number', param=name)
    hard = settings[keys.HARD_MAX_TOKENS]
    name, most = given[0] if given else ("", -1)
    if hard:
        most = min(most, hard) if most >= 0 else hard
    if most >= 0:
        known = "" if name == "n_predict" else name
        params[known or _OWN_LIMIT.get(endpoint, "max_tokens")] = most


def _check_bytes(settings: Settings, endpoint: str, params: Mapping[str, Any]) -> None:
    prompt, together = settings[keys.MAX_PROMPT_BYTES], settings[keys.EMBED_MAX_TOTAL_BYTES]
    if endpoint == "v1/embeddings":
        _most(together, "input", params.get("input"))
    elif endpoint.endswith("rerank"):
        _most(prompt, "query", params.get("query"))
        _most(together, "documents", [params.get("query"), params.get("documents")])
    elif endpoint == "v1/completions":
        given = params.get("prompt")
        for one in given if isinstance(given, list) else [given]:
            _most(prompt, "prompt", one)
    else:
        texts = [params.get(name) for name in ("messages", "input", "instructions", "system", "tools")]
        _most(prompt, "messages", texts)


def _most(limit: int, param: str, value: Any) -> None:
    if sum(len(text.encode("utf-8", "replace")) for text in _texts(value)) > limit:
        raise PromptTooLong(f'Cannot use "{param}": it is over {limit} bytes', param=param)


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts within a value; pictures and sounds, which are data in text, are none."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting += [
                inner
                for name, inner in one.items()
                if name not in ("image_url", "input_audio", "source", "role", "type")
            ]
        elif isinstance(one, list):
            waiting += one


def _from_url(name: str, value: Any) -> Any:
    if not isinstance(value, str) or name in _TEXTS:
        return value
    try:
        return from_json(value.encode())
    except ValueError:
        return value
