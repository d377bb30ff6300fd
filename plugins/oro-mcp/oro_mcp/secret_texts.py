"""Tokens that tables of the configuration name."""

from __future__ import annotations

from oro_framework.errors import ConfigError
from oro_framework.secret_texts import NoSecret, named_secret
from oro_framework.types import Host

__all__ = ("secret_text",)


async def secret_text(host: Host, where: str, *, key: str, variable: str) -> str:
    """Return a token that a table names; empty where it names none.

    Args:
        host: whose secrets they are.
        where: the table, for errors.
        key: of a secret of oro-secrets, or empty.
        variable: of the environment, or empty.

    Raises:
        ConfigError: it is not there, or is no text that a header can have.
    If cancelled, the person may still be asked to unlock the keyring.
    """
    try:
        return await named_secret(host, "token", key=key, variable=variable)
    except NoSecret as error:
        raise ConfigError(f"Cannot use [{where}]: {error}") from error
