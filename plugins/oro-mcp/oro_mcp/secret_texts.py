"""Tokens, from oro-secrets or the environment: the configuration, which pages read, only names them."""

from __future__ import annotations

import os
from typing import Protocol, runtime_checkable

from oro_framework.errors import ConfigError, OroError
from oro_framework.types import Host

__all__ = ("secret_text",)


@runtime_checkable
class _Secrets(Protocol):
    """The service of oro-secrets, as far as it is used."""

    async def recall(self, space: str, key: str) -> str | None: ...


async def secret_text(host: Host, where: str, *, key: str, variable: str) -> str:
    """Return a text that must not stand in the configuration; empty where neither place is named.

    Args:
        host: whose secrets they are.
        where: the table that names it, for errors.
        key: of a secret of oro-secrets, or empty.
        variable: of the environment, or empty.

    Raises:
        ConfigError: it is not there, or is no text that a header can have.
    If cancelled, the person may still be asked to unlock the keyring.
    """
    if not key and not variable:
        return ""
    text = await _recalled(host, where, key) if key else os.environ.get(variable, "")
    if not text:
        lacks = f'secret "{key}" is not kept' if key else f"{variable} is not set"
        raise ConfigError(f"Cannot use [{where}]: {lacks}, which has its token")
    if not text.isascii() or not text.isprintable():
        raise ConfigError(f"Cannot use [{where}]: its token has characters that no header can have")
    return text


async def _recalled(host: Host, where: str, key: str) -> str:
    service: object = await host.begin_service("secrets")
    if not isinstance(service, _Secrets):
        raise ConfigError(f"Cannot use [{where}]: its token is a secret, and plugin secrets is not active in this app")
    try:
        # The app's own secrets, where a page keeps what a person has typed in: `oro:secrets`.
        return await service.recall("", key) or ""
    except OroError as error:
        raise ConfigError(f"Cannot use [{where}]: its token cannot be read: {error.message}") from error
