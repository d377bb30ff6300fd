"""`Entrance`: the address by which one browser gets to the app, the same in every process of an `oro dev --host`."""

from __future__ import annotations

import mmap
import secrets
from collections.abc import Mapping
from typing import Any

__all__ = ("ENTER", "Entrance")

ENTER = "/.oro/enter"


class Entrance:
    """An origin, a key that lets one browser in, and the session that this browser then has.

    Args:
        authority: the name and the port under which a browser asks for the app.
        key: the text in the address that is printed.
        session: the value of the browser's cookie.
        used: whether the key was used.
    """

    def __init__(self, authority: str, key: str, session: str, *, used: bool = False) -> None:
        self.authority = authority.lower()
        self.key = key
        self.session = session
        self._used = mmap.mmap(-1, 1)  # shared with the processes that are forked from this one
        self._used[0] = used

    @classmethod
    def new(cls, authority: str) -> Entrance:
        """Return an entrance with secrets of its own."""
        return cls(authority, secrets.token_urlsafe(), secrets.token_urlsafe())

    @classmethod
    def resume(cls, state: Mapping[str, Any]) -> Entrance:
        """Return the entrance that another process had."""
        return cls(state["authority"], state["key"], state["session"], used=state["used"])

    def state(self) -> Mapping[str, Any]:
        """Return what `resume` needs."""
        return {"authority": self.authority, "key": self.key, "session": self.session, "used": self.used}

    @property
    def origin(self) -> str:
        """The origin of the app's pages in the browser."""
        return f"http://{self.authority}"

    @property
    def address(self) -> str:
        """The URL that a person opens, once."""
        return f"{self.origin}{ENTER}?key={self.key}"

    @property
    def used(self) -> bool:
        """Whether a browser was let in by the key, which opens once."""
        return bool(self._used[0])

    def use(self) -> None:
        """Let the key open no more."""
        self._used[0] = True
