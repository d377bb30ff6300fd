"""`Vault`, which keeps the part of an account that outlasts a run: in oro-secrets, and nowhere else.

A keyring takes texts of 2,560 bytes, so a longer one is kept in parts, each with the mark of its writing: parts of
two writings, of which one was cut short, are none.
"""

from __future__ import annotations

import secrets

from oro_framework.errors import OroError
from oro_framework.secret_texts import keyring_of
from oro_framework.types import Host
from oro_login.tokens import Kept, decode, encode

__all__ = ("Vault",)

_SPACE = "login"
_PART = 2400
"""Characters of a part, all of them ASCII."""
_MOST_PARTS = 32


class Vault:
    """The kept part of one account.

    Args:
        host: whose keyring it is.
        name: of the account.
    """

    def __init__(self, host: Host, name: str) -> None:
        self._host, self._name = host, name

    async def read(self) -> Kept | None:
        """Return what is kept; None also where no keyring can be used."""
        try:
            keyring = await keyring_of(self._host)
            first = await keyring.recall(_SPACE, self._key(0)) if keyring else None
            if keyring is None or first is None:
                return None
            mark, count, text = _parted(first)
            for number in range(1, count):
                part = await keyring.recall(_SPACE, self._key(number)) or ""
                if part.partition("\n")[0] != mark:
                    return None
                text += part.partition("\n")[2]
            return decode(text)
        except ValueError:
            return None
        except OroError as error:
            self._host.log.warning('Cannot read what is kept of account "%s": %s', self._name, error.message)
            return None

    async def write(self, kept: Kept) -> str:
        """Keep it in place of what was kept; return why it cannot be, or an empty text."""
        text, mark = encode(kept), secrets.token_hex(4)
        parts = [text[at : at + _PART] for at in range(0, len(text), _PART)]
        if len(parts) > _MOST_PARTS:
            return f"it is too long: {len(text)} characters"
        try:
            keyring = await keyring_of(self._host)
            if keyring is None:
                return "plugin secrets is not active in this app"
            for number in reversed(range(len(parts))):  # the first last: it says how many there are
                head = mark if number else f"{mark} {len(parts)}"
                await keyring.keep(_SPACE, self._key(number), f"{head}\n{parts[number]}")
        except OroError as error:
            return error.message
        return ""

    async def forget(self) -> None:
        """Keep nothing. A keyring that cannot be used keeps what it has."""
        try:
            if keyring := await keyring_of(self._host):
                number = 0
                while number < _MOST_PARTS and await keyring.forget(_SPACE, self._key(number)):
                    number += 1
        except OroError as error:
            self._host.log.warning('Cannot forget account "%s": %s', self._name, error.message)

    def _key(self, number: int) -> str:
        return f"{self._name}/{number}"


def _parted(first: str) -> tuple[str, int, str]:
    head, _, text = first.partition("\n")
    mark, _, count = head.partition(" ")
    return mark, int(count), text
