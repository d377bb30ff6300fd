"""The keys of upstreams: secrets of oro-secrets, or environment variables. They are sent to their upstream only."""

from __future__ import annotations

import os
from typing import Protocol, runtime_checkable

from oro_ai.upstream.errors import UpstreamFailed
from oro_ai.upstream.upstream import Upstream
from oro_framework.errors import OroError
from oro_framework.types import Host

__all__ = ("Keys",)


@runtime_checkable
class _Secrets(Protocol):
    """The part of the service of oro-secrets that is used."""

    async def recall(self, space: str, key: str) -> str | None: ...


class Keys:
    """The keys, each read when it is first needed and again once its upstream has refused it.

    Args:
        host: whose secrets they are.
    """

    def __init__(self, host: Host) -> None:
        self._host = host
        self._known: dict[str, str] = {}

    async def of(self, upstream: Upstream) -> str:
        """Return the key of an upstream; empty if it has none.

        Raises:
            UpstreamFailed: it has one in the configuration, which is not to be had.
        If cancelled, the person may still be asked to unlock the keyring.
        """
        if not upstream.key and not upstream.key_env:
            return ""
        if upstream.name not in self._known:
            key = await self._secret(upstream) if upstream.key else os.environ.get(upstream.key_env, "")
            if not key:
                where = f'secret "{upstream.key}" is not kept' if upstream.key else f"{upstream.key_env} is not set"
                raise UpstreamFailed(upstream.name, f"{where}, which has its key")
            if not key.isascii() or not key.isprintable():
                raise UpstreamFailed(upstream.name, "its key has characters that no header can have")
            self._known[upstream.name] = key
        return self._known[upstream.name]

    def forget(self, upstream: Upstream) -> None:
        """Read the key again when it is needed next."""
        self._known.pop(upstream.name, None)

    async def _secret(self, upstream: Upstream) -> str:
        service: object = await self._host.begin_service("secrets")
        if not isinstance(service, _Secrets):
            raise UpstreamFailed(upstream.name, "its key is a secret, and plugin secrets is not active in this app")
        try:
            # The app's own secrets, where a page keeps what a person has typed in: `oro:secrets`.
            return await service.recall("", upstream.key) or ""
        except OroError as error:
            raise UpstreamFailed(upstream.name, f"its key cannot be read: {error.message}") from error
