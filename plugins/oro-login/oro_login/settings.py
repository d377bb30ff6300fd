"""The configuration keys oro-login reads."""

from __future__ import annotations

from typing import Any

from oro_framework.types import Setting

__all__ = ("ACCOUNTS", "ALL", "ALLOWED")

_NONE: tuple[str, ...] = ()


def as_written(value: Any) -> Any:
    """Return a value as it is; the tables of accounts are checked as wholes."""
    return value


def names(value: Any) -> tuple[str, ...]:
    """Read names of accounts: a text with spaces or a list.

    Raises:
        ValueError: it is neither; the message completes "expected …".
    """
    if isinstance(value, str):
        return tuple(value.split())
    if isinstance(value, (list, tuple)) and all(isinstance(name, str) for name in value):
        return tuple(value)
    raise ValueError('names of accounts such as ["work"]')


ACCOUNTS = Setting(
    "login_",
    as_written,
    "",
    "an account that people sign in to: its issuer, its client, the addresses it is for",
    pattern=True,
)
ALLOWED = Setting(
    "permissions_login_accounts", names, _NONE, "accounts that pages with permission `login` may use; all when unset"
)

ALL: tuple[Setting[Any], ...] = (ACCOUNTS, ALLOWED)
"""Every key."""
