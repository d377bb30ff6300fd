"""The configuration keys oro-protocol reads, and the schemes they name."""

from __future__ import annotations

import re
from typing import Any

from oro_framework.types import Setting, Settings

__all__ = ("ALL", "HANDLERS", "SCHEMES", "RESERVED", "schemes_of")

RESERVED = frozenset({"oro", "ipc", "node", "npm"})
"""Schemes of the framework."""
OF_THE_WEB = frozenset({"about", "blob", "chrome", "data", "devtools", "file", "filesystem", "ftp", "http", "https"})
OF_THE_WEB |= {"javascript", "mailto", "qrc", "resource", "tel", "view-source", "webkit", "ws", "wss"}
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{0,62}")


def scheme_name(value: Any) -> str:
    """Read the name of a scheme a page may answer.

    Raises:
        ValueError: it is none, or taken; the message completes "expected …".
    """
    name = value.lower().removesuffix(":") if isinstance(value, str) else ""
    if not _SCHEME.fullmatch(name):
        raise ValueError('names of schemes such as "notes" or "web+notes"')
    if name in RESERVED or name in OF_THE_WEB:
        raise ValueError(f'a scheme that is free: "{name}" is not')
    return name


def scheme_names(value: Any) -> tuple[str, ...]:
    """Read an array of names, or text with spaces between them.

    Raises:
        ValueError: one is none, or taken.
    """
    words = value.split() if isinstance(value, str) else value
    if not isinstance(words, (list, tuple)):
        raise ValueError('an array of schemes such as ["notes"]')
    return tuple(dict.fromkeys(scheme_name(word) for word in words))


_NONE: tuple[str, ...] = ()

SCHEMES = Setting("webview_protocol-handlers", scheme_names, _NONE, "schemes that pages answer")
HANDLERS = Setting(
    "webview_protocol-handlers_",
    str,
    "",
    "one such scheme, and the data that waits for its page, as JSON",
    pattern=True,
)

ALL: tuple[Setting[Any], ...] = (SCHEMES, HANDLERS)


def schemes_of(settings: Settings) -> dict[str, str | None]:
    """Return every scheme with its data, None where it has none.

    Raises:
        ValueError: a name is none, or taken; the message completes "expected …".
    """
    found: dict[str, str | None] = dict.fromkeys(settings[SCHEMES])
    found.update({scheme_name(name): str(data) for name, data in settings.family(HANDLERS.key).items()})
    return found
