"""Failures of upstreams, read from their answers: whether to ask again, or elsewhere. Sans-IO."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from oro_ai.errors import NoModel
from oro_ai.upstream.errors import UpstreamBusy, UpstreamFailed, UpstreamRefused
from oro_ai.upstream.targets import Target
from oro_framework.errors import OroError

__all__ = ("Failed", "Failure", "failure_of", "reason_in", "wait_of")

_SENSELESS = frozenset([400, 413, 415, 422])
"""Statuses by which the request itself is wrong, wherever it is sent."""
_PASSING = frozenset([408, 409, 425, 500, 502, 503, 504])
"""Statuses that may be others a moment later; 503 is also a server that still loads its model."""
_MOST_TEXT = 400
_SOON = 1.0
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a request failed, and what may help."""

    error: OroError
    again: bool = False
    """True if the same upstream may answer a second request."""
    elsewhere: bool = True
    """True if another upstream may answer."""
    wait: float = 0.0
    """Seconds the upstream asks to be left alone."""


class Failed(Exception):
    """A request failed before its answer began."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.error.message)
        self.failure = failure


def failure_of(target: Target, status: int, headers: Mapping[str, str], body: bytes, key: str = "") -> Failure:
    """Return what an answer that is no success means.

    Args:
        target: the model that was asked.
        status: of the answer.
        headers: of the answer, by their names in small letters.
        body: of the answer, or its beginning.
        key: the key that was sent, which is removed from what the server says.
    """
    name = target.upstream.name
    data = _parsed(body)
    why = reason_in(data, key) or f"it answers with status {status}"
    if status in (401, 403):
        # What servers say of a wrong key may have parts of it.
        hint = "key or key_env" if key else "it has neither key nor key_env"
        return Failure(
            error=UpstreamFailed(name, f"it refuses the key (status {status}); see [ai.upstreams.{name}]: {hint}")
        )
    if status in _SENSELESS:
        return Failure(error=UpstreamRefused(name, why, _member(data, "param")), elsewhere=False)
    if status == 404:
        return Failure(error=NoModel(f'Cannot use model "{target.model}" of upstream "{name}": {why}'))
    if status == 429:
        wait = wait_of(headers)
        exhausted = _member(data, "code") == "insufficient_quota"
        return Failure(error=UpstreamBusy(name, why, wait or _SOON), again=not exhausted, wait=wait)
    if 300 <= status < 400:
        return Failure(error=UpstreamFailed(name, f"it redirects (status {status}), which is not followed"))
    return Failure(error=UpstreamFailed(name, why), again=status in _PASSING, wait=wait_of(headers))


def reason_in(data: Any, key: str = "") -> str:
    """Return what an error in JSON says, in the shape of OpenAI, vLLM, llama-server, Ollama or FastAPI."""
    error = data.get("error", data) if isinstance(data, Mapping) else None
    found = error if isinstance(error, str) else None
    if isinstance(error, Mapping):
        found = next((error[name] for name in ("message", "detail", "error") if error.get(name)), None)
        found = json.dumps(found) if isinstance(found, (list, dict)) else found
    if not isinstance(found, str):
        return ""
    text = _CONTROL.sub(" ", found).strip()
    return (text.replace(key, "…") if key else text)[:_MOST_TEXT].rstrip(".")


def wait_of(headers: Mapping[str, str], now: float | None = None) -> float:
    """Return the seconds that `Retry-After` asks for, 0 if it is absent or makes no sense.

    Args:
        headers: by their names in small letters.
        now: seconds since 1970, for a date; the present when None.
    """
    if milliseconds := _number(headers.get("retry-after-ms", "")):
        return milliseconds / 1000
    text = headers.get("retry-after", "").strip()
    if not text or text[0].isdecimal():
        return _number(text)
    try:
        due = parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return 0.0
    return max(due - (time.time() if now is None else now), 0.0)


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text.strip(), re.ASCII) else 0.0


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _member(data: Any, name: str) -> str | None:
    error = data.get("error", data) if isinstance(data, Mapping) else None
    found = error.get(name) if isinstance(error, Mapping) else None
    return found if isinstance(found, str) else None
