"""The keys of upstreams: secrets of oro-secrets, or environment variables. They are sent to their upstream only."""

from __future__ import annotations

from oro_ai.upstream.errors import UpstreamFailed
from oro_ai.upstream.upstream import Upstream
from oro_framework.secret_texts import NoSecret, named_secret
from oro_framework.types import Host

__all__ = ("Keys",)


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
        if upstream.name not in self._known:
            try:
                key = await named_secret(self._host, "key", key=upstream.key, variable=upstream.key_env)
            except NoSecret as error:
                raise UpstreamFailed(upstream.name, str(error)) from error
            self._known[upstream.name] = key
        return self._known[upstream.name]

    def forget(self, upstream: Upstream) -> None:
        """Read the key again when it is needed next."""
        self._known.pop(upstream.name, None)
