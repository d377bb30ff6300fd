"""Notifications, in the form desktops take (Desktop Notifications Specification 1.2). Sans-IO."""

from __future__ import annotations

import html
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NotRequired, TypedDict

from msgspec import Struct

__all__ = ("REASONS", "Action", "Notice", "as_dbus")

REASONS: Mapping[int, str] = {1: "expired", 2: "dismissed", 3: "closed", 4: "undefined"}
"""Why a notification went, by the number desktops give."""

DEFAULT = "default"
"""The action of a click on the notification itself."""


class Action(TypedDict):
    """A button."""

    action: str
    title: str
    icon: NotRequired[str]


class Notice(Struct, frozen=True, kw_only=True):
    """One notification."""

    title: str
    body: str = ""
    icon: str = ""
    """A path, or the name of one of the desktop's own icons."""
    image: str = ""
    """A path."""
    category: str = ""
    silent: bool = False
    stays: bool = False
    """It does not go before the person has seen to it."""
    actions: Sequence[Action] = ()


def as_dbus(notice: Notice, app: str, entry: str, able: Collection[str], replaces: int = 0) -> tuple[Any, ...]:
    """Return the arguments of `Notify`, of signature `susssasa{sv}i`.

    Args:
        notice: what to say.
        app: what the app is called.
        entry: name of its desktop file, without the ending.
        able: what the desktop's notifications can do, of `GetCapabilities`.
        replaces: the number of one that is shown, or 0.
    """
    body = html.escape(notice.body, quote=False) if "body-markup" in able else notice.body
    actions = [DEFAULT, ""]
    for button in notice.actions:
        actions += [button["action"], button["title"]]
    hints: dict[str, tuple[str, Any]] = {"urgency": ("y", 2 if notice.stays else 1), "desktop-entry": ("s", entry)}
    if notice.silent:
        hints["suppress-sound"] = ("b", True)
    for name, value in (("image-path", notice.image), ("category", notice.category)):
        if value:
            hints[name] = ("s", _text(value))
    wanted = [_text(text) for text in actions] if "actions" in able else []
    texts = [_text(text) for text in (notice.icon, notice.title, body)]
    return (_text(app), replaces, *texts, wanted, hints, 0 if notice.stays else -1)


def _text(value: str) -> str:
    """Return text a bus carries: it has neither NUL nor half a character."""
    return value.replace("\0", "").encode("utf-8", "replace").decode()
