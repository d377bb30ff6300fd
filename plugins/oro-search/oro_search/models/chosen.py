"""The models of an app: which make vectors, which rank and which answer."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from oro_framework.errors import Unsupported
from oro_framework.secret_texts import Keyring, keyring_of
from oro_framework.service import load
from oro_framework.types import ASGIApp, Host
from oro_search import settings
from oro_search.errors import ModelFailed
from oro_search.models.embedder import Embedder
from oro_search.models.embeddings import EndpointEmbedder
from oro_search.models.endpoint import Endpoint
from oro_search.models.local import find, load_own

if TYPE_CHECKING:
    import httpx

__all__ = ("KEY", "SPACE", "Models")

SPACE, KEY = "search", "embeddings"
"""Where the key of the endpoint is kept in oro-secrets."""
ENV_KEY = "ORO_SEARCH_EMBEDDINGS_KEY"
TIMEOUT = 120.0
"""Seconds."""


class Models:
    """The models of an app, asked when they are needed.

    Args:
        host: whose settings name them.
        runs: whether the app runs; else a command has loaded it, and has models of its own and no keyring.
    """

    def __init__(self, host: Host, *, runs: bool = True) -> None:
        self._host = host
        self._runs = runs
        self._local: ASGIApp | None = None
        self._close_local: Callable[[], Awaitable[object]] | None = None
        self._url = host.settings[settings.EMBEDDINGS_URL].rstrip("/")
        self._here = Endpoint(self._local_client)
        self._there = Endpoint(self._remote_client, self._key)

    @property
    def embedder(self) -> Embedder | None:
        """Maker of vectors; None where the app searches by words only."""
        chosen = self._host.settings
        if not (model := chosen[settings.MODEL]):
            return None
        prefixes = (chosen[settings.PASSAGE_PREFIX], chosen[settings.QUERY_PREFIX])
        return EndpointEmbedder(self._there if self._url else self._here, model, self._url, prefixes)

    @property
    def ranks(self) -> bool:
        """Whether there is a model that ranks."""
        return bool(self._host.settings[settings.RANKING_MODEL])

    async def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """Return how well each text answers a question, by the model that ranks.

        Raises:
            ModelFailed: it cannot be used.
        """
        model = self._host.settings[settings.RANKING_MODEL]
        body = {"model": model, "query": question, "documents": list(texts)}
        answer = await self._here.ask("rerank", body, "rank passages")
        try:
            by_place = {int(one["index"]): float(one["relevance_score"]) for one in answer["results"]}
            return [by_place[place] for place in range(len(texts))]
        except (KeyError, TypeError, ValueError) as error:
            raise ModelFailed("rank passages", model, f"it answers no scores ({error!r})") from error

    async def reply(self, messages: Sequence[dict[str, str]], tokens: int) -> str:
        """Return the answer of the model that answers.

        Raises:
            Unsupported: none is configured.
            ModelFailed: it cannot be used.
        """
        if not (model := self._host.settings[settings.ANSWER_MODEL]):
            raise Unsupported(f"Cannot answer: {settings.ANSWER_MODEL.key} names no model of oro-ai")
        body = {"model": model, "messages": list(messages), "max_tokens": tokens, "temperature": 0}
        answer = await self._here.ask("chat/completions", body, "answer")
        try:
            return str(answer["choices"][0]["message"]["content"] or "")
        except (KeyError, TypeError, IndexError) as error:
            raise ModelFailed("answer", model, f"it answers no text ({error!r})") from error

    async def keep_key(self, key: str) -> None:
        """Keep the key of the endpoint in the desktop's keyring.

        Raises:
            Unsupported: oro-secrets is not active, or the desktop has no keyring.
        """
        if (keyring := await self._keyring()) is None:
            raise Unsupported("Cannot keep the key: plugin secrets is not active in this app")
        await keyring.keep(SPACE, KEY, key)

    async def _key(self) -> str:
        if key := os.environ.get(ENV_KEY):
            return key
        keyring = await self._keyring()
        return (await keyring.recall(SPACE, KEY) or "") if keyring else ""

    async def _keyring(self) -> Keyring | None:
        return await keyring_of(self._host) if self._runs else None

    async def ready(self) -> None:
        """Import what asking takes, in a thread.

        Raises:
            Unsupported: the models are those of oro-ai, which is not installed or not active.
        """
        await load("httpx")
        chosen = self._host.settings
        own = (chosen[settings.RANKING_MODEL], chosen[settings.ANSWER_MODEL], not self._url and chosen[settings.MODEL])
        if self._local is None and any(own):
            self._local, self._close_local = await (find if self._runs else load_own)(self._host)

    def _local_client(self) -> httpx.AsyncClient:
        import httpx  # not with the app's start

        transport = httpx.ASGITransport(cast("Any", self._local))
        return httpx.AsyncClient(transport=transport, base_url="http://ai/v1/", timeout=None)

    def _remote_client(self) -> httpx.AsyncClient:
        import httpx  # not with the app's start

        return httpx.AsyncClient(base_url=f"{self._url}/", timeout=TIMEOUT, follow_redirects=False)

    async def close(self) -> None:
        """Close connections, and models that only this holds."""
        await self._here.close()
        await self._there.close()
        if self._close_local is not None:
            close, self._local, self._close_local = self._close_local, None, None
            await close()
