"""`Upstreams`, all servers of an app: finds those that have a model, asks them in turn, and passes answers on."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from typing import Any

import anyio
import msgspec

from oro_ai import settings as keys
from oro_ai.answer import JSONAnswer, Streamed
from oro_ai.upstream.attempts import Attempts, Rests
from oro_ai.upstream.client import Client
from oro_ai.upstream.conversations import RemoteContexts
from oro_ai.upstream.errors import UpstreamFailed
from oro_ai.upstream.failure import Failed, Failure
from oro_ai.upstream.request import OF_ONE, RELAYED, body_of, checked, wants_stream
from oro_ai.upstream.targets import Target, listed, targets_of
from oro_ai.upstream.upstream import Upstream, upstreams_of
from oro_framework.errors import Unsupported
from oro_framework.types import Host

__all__ = ("Upstreams",)

LISTING = 5.0
"""Seconds a server may take to list its models."""
LISTED = 60.0
"""Seconds a server's list is used."""
_decoder = msgspec.json.Decoder()


class Upstreams:
    """The upstreams of an app.

    Args:
        host: the host, whose settings declare them.

    Raises:
        ConfigError: a table of the configuration is wrong.
    """

    def __init__(self, host: Host) -> None:
        self._settings = host.settings
        self._power = host.power
        self._log: logging.Logger = host.log
        self._client = Client(host)
        self._rests: Rests = {}
        self._lists: dict[str, tuple[float, list[str]]] = {}
        self.all = tuple(upstreams_of(host.settings.family(keys.UPSTREAMS.key)))
        self.contexts = RemoteContexts(self, host.settings)

    def find(self, name: str) -> tuple[Target, ...]:
        """Return the places to ask for a model, none for a local one.

        Args:
            name: as a request names it; empty for the default model.
        """
        return targets_of(self.all, name or self._settings[keys.DEFAULT_MODEL])

    def serves(self, endpoint: str) -> bool:
        """Return whether an endpoint that names no model is answered with the default one, wherever that is."""
        return endpoint in RELAYED or endpoint in OF_ONE

    # -- answers -------------------------------------------------------------------------------------

    async def answer(
        self, targets: Sequence[Target], endpoint: str, params: Mapping[str, Any], *, lax: bool = False
    ) -> JSONAnswer | Streamed:
        """Answer a request to an endpoint.

        Args:
            targets: as `find` returned them, at least one.
            endpoint: such as `v1/chat/completions`.
            params: of the request.
            lax: whether some come from a URL.

        Raises:
            OroError: no upstream answers, or the request is refused.
        """
        if endpoint not in RELAYED:
            name = targets[0].upstream.name
            raise Unsupported(
                f'Cannot answer "{endpoint}" with a model of upstream "{name}": it is for models in this app'
            )
        given = checked(self._settings, endpoint, params, lax=lax)
        if wants_stream(given):
            return Streamed(self.streamed(targets, endpoint, given))
        return JSONAnswer(await self.whole(targets, endpoint, given))

    async def whole(self, targets: Sequence[Target], endpoint: str, params: Mapping[str, Any]) -> dict[str, Any]:
        """Return a whole answer.

        Raises:
            OroError: no upstream answers.
        If cancelled, the connection is closed.
        """
        attempts = Attempts(targets, self._rests, time.monotonic())
        async with self._awake(targets):
            while (target := await self._turn(attempts)) is not None:
                try:
                    return _json(target, await self._client.whole(target, RELAYED[endpoint], body_of(params, target)))
                except Failed as error:
                    self._failed(attempts, target, error.failure)
        raise attempts.error

    async def streamed(
        self, targets: Sequence[Target], endpoint: str, params: Mapping[str, Any]
    ) -> AsyncGenerator[bytes, None]:
        """Yield an answer in pieces of whole events as they come.

        Raises:
            OroError: no upstream answers, or the one that began to failed.
        Closing it closes the connection.
        """
        attempts = Attempts(targets, self._rests, time.monotonic())
        async with self._awake(targets):
            while (target := await self._turn(attempts)) is not None:
                body = body_of(params, target)
                try:
                    async with aclosing(self._client.events(target, RELAYED[endpoint], body)) as events:
                        async for event in events:
                            yield event
                    return
                except Failed as error:
                    self._failed(attempts, target, error.failure)
        raise attempts.error

    async def _turn(self, attempts: Attempts) -> Target | None:
        """Wait for the next turn and return its target; None when there is none."""
        turn = attempts.next(time.monotonic())
        if turn is None:
            return None
        target, wait = turn
        if wait:
            await anyio.sleep(wait)
        return target

    def _failed(self, attempts: Attempts, target: Target, failure: Failure) -> None:
        attempts.failed(target, failure, time.monotonic())
        self._log.info("An upstream did not answer: %s", failure.error.message)

    def _awake(self, targets: Sequence[Target]) -> Any:
        return self._power.awake(f'Asking upstream "{targets[0].upstream.name}"')

    # -- what there is -------------------------------------------------------------------------------

    async def cards(self) -> list[dict[str, Any]]:
        """Return the models in OpenAI's shape; a server that does not list its models in time has none."""
        found = dict(listed(self.all))

        async def ask(upstream: Upstream) -> None:
            for name in await self._models(upstream):
                found[f"{upstream.name}/{name}"] = upstream

        async with anyio.create_task_group() as group:
            for one in self.all:
                if not one.models:
                    group.start_soon(ask, one)
        return [one.card(name) for name, one in sorted(found.items())]

    def state(self) -> list[dict[str, Any]]:
        """Return each upstream's name, models, and for how many seconds it is left alone."""
        now = time.monotonic()
        return [
            {
                "name": one.name,
                "models": sorted(one.models),
                "rests": round(max(self._rests.get(one.name, now) - now, 0.0), 3),
            }
            for one in self.all
        ]

    async def _models(self, upstream: Upstream) -> list[str]:
        known = self._lists.get(upstream.name)
        if known is not None and time.monotonic() - known[0] < LISTED:
            return known[1]
        names: list[str] = []
        try:
            with anyio.move_on_after(LISTING):
                names = _names(
                    _json(Target(upstream, ""), await self._client.whole(Target(upstream, ""), "/models", None))
                )
                self._lists[upstream.name] = time.monotonic(), names
        except Failed as error:
            self._log.info("An upstream does not list its models: %s", error)
        return names

    async def close(self) -> None:
        """Close all connections."""
        await self._client.close()


def _json(target: Target, body: bytes) -> dict[str, Any]:
    try:
        data = _decoder.decode(body)
    except (msgspec.DecodeError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise Failed(Failure(error=UpstreamFailed(target.upstream.name, "its answer is no JSON object")))
    return data


def _names(data: Mapping[str, Any]) -> list[str]:
    models = data.get("data")
    return (
        [one["id"] for one in models if isinstance(one, dict) and isinstance(one.get("id"), str)]
        if isinstance(models, list)
        else []
    )
