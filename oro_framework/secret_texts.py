"""Secrets of the keyring for plugins: keys and tokens that the configuration, which pages read, only names."""

from __future__ import annotations

import os
from typing import Protocol, runtime_checkable

from oro_framework.errors import OroError
from oro_framework.types import Host

__all__ = ("Keyring", "NoSecret", "keyring_of", "named_secret")


@runtime_checkable
class Keyring(Protocol):
    """The service of oro-secrets, as other plugins use it; each method raises `OroError` where it cannot be used."""

    async def recall(self, space: str, key: str) -> str | None:
        """Return a secret of a plugin's own space, None without one; pages keep theirs in the space of no name."""
        ...

    async def keep(self, space: str, key: str, secret: str) -> None:
        """Keep a secret."""
        ...

    async def forget(self, space: str, key: str) -> bool:
        """Forget a secret; return whether there was one."""
        ...


class NoSecret(Exception):
    """A secret that a configuration names is not to be had; the message completes a sentence that ends in a colon."""


async def keyring_of(host: Host) -> Keyring | None:
    """Return the keyring, None where oro-secrets is not active in the app."""
    service: object = await host.begin_service("secrets")
    return service if isinstance(service, Keyring) else None


async def named_secret(host: Host, what: str, *, key: str, variable: str) -> str:
    """Return a key or token for a header of HTTP; empty where neither place is named.

    Args:
        host: whose secrets they are.
        what: names it in messages, such as `token`.
        key: of a secret that a page keeps by `oro:secrets`, or empty.
        variable: of the environment, or empty.

    Raises:
        NoSecret: it is not there, or has characters that no header can have.
    If cancelled, the person may still be asked to unlock the keyring.
    """
    if not key and not variable:
        return ""
    text = await _recalled(host, what, key) if key else os.environ.get(variable, "")
    if not text:
        lacks = f'secret "{key}" is not kept' if key else f"{variable} is not set"
        raise NoSecret(f"{lacks}, which has its {what}")
    if not text.isascii() or not text.isprintable():
        raise NoSecret(f"its {what} has characters that no header can have")
    return text


async def _recalled(host: Host, what: str, key: str) -> str:
    keyring = await keyring_of(host)
    if keyring is None:
        raise NoSecret(f"its {what} is a secret, and plugin secrets is not active in this app")
    try:
        return await keyring.recall("", key) or ""
    except OroError as error:
        raise NoSecret(f"its {what} cannot be read: {error.message}") from error
