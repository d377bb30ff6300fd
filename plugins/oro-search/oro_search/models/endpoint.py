"""One OpenAI-compatible endpoint: a server, or the endpoints of oro-ai in this process."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Any

import anyio

from oro_search.errors import ModelFailed

if TYPE_CHECKING:
    import httpx

__all__ = ("Endpoint", "TooLong")

ATTEMPTS = 4
PAUSE = 0.5
"""Seconds before the second attempt; each further one waits twice as long."""
LONGEST_PAUSE = 20.0
_BUSY = frozenset({408, 429, 500, 502, 503, 504})
_TOO_LONG = frozenset({"context_length_exceeded", "prompt_too_large"})

Key = Callable[[], Awaitable[str]]


class TooLong(ModelFailed):
    """A text is longer than the model reads."""


class Endpoint:
    """Asks an endpoint, again where it is busy or cannot be reached.

    Args:
        client: makes the client, with the address below which the endpoint lies, at the first question.
        key: returns the key it wants; empty for none.
    """

    def __init__(self, client: Callable[[], httpx.AsyncClient], key: Key | None = None) -> None:
        self._made = client
        self._key = key
        self._client: httpx.AsyncClient | None = None

    async def ask(self, path: str, body: Mapping[str, Any], what: str) -> Any:
        """Return what it answers.

        Args:
            path: of the endpoint, such as `embeddings`.
            body: the request; its `model` is named in errors.
            what: what is asked for, for errors.

        Raises:
            TooLong: a text is longer than the model reads.
            ModelFailed: it refuses, or does not answer.
        """
        pause = PAUSE
        for attempt in range(1, ATTEMPTS + 1):
            answer, reason, wait = await self._once(path, body, what)
            if answer is not None:
                return answer
            if attempt < ATTEMPTS:
                await anyio.sleep(min(wait or pause, LONGEST_PAUSE))
                pause *= 2
        raise ModelFailed(what, body["model"], f"{reason}, {ATTEMPTS} times")

    async def _once(self, path: str, body: Mapping[str, Any], what: str) -> tuple[Any, str, float]:
        """Return the answer, or else why there is none and the seconds to wait."""
        import httpx  # not with the app's start

        self._client = self._client or self._made()
        key = await self._key() if self._key else ""
        headers = {"authorization": f"Bearer {key}"} if key else {}
        try:
            answer = await self._client.post(path, json=body, headers=headers)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            return None, f"the endpoint cannot be reached ({type(error).__name__}: {error})", 0.0
        if answer.status_code in _BUSY:
            return None, f"the endpoint answers {answer.status_code} ({_told(answer)})", _seconds(answer)
        try:
            found = answer.json()
        except ValueError:
            found = None
        if answer.is_success and isinstance(found, dict):
            return found, "", 0.0
        told = f"the endpoint answers {answer.status_code}: {_told(answer)}"
        raise (TooLong if _is_too_long(found) else ModelFailed)(what, body["model"], told)

    async def close(self) -> None:
        """Close its connections."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def _is_too_long(found: Any) -> bool:
    error = found.get("error") if isinstance(found, dict) else None
    if not isinstance(error, dict):
        return False
    return error.get("code") in _TOO_LONG or "context length" in str(error.get("message"))


def _told(answer: httpx.Response) -> str:
    try:
        error = answer.json()["error"]
        return str(error["message"] if isinstance(error, dict) else error)[:300]
    except (ValueError, KeyError, TypeError):
        return answer.text[:300].strip() or answer.reason_phrase


def _seconds(answer: httpx.Response) -> float:
    try:
        return max(float(answer.headers.get("retry-after", 0)), 0.0)
    except ValueError:
        return 0.0
