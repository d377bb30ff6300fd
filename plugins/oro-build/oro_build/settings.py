"""The configuration keys `oro build` reads, beside those of `[meta]` and the host's of `[build]`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from oro_build.formats import settings as formats
from oro_build.product import Action, MimeType
from oro_framework.types import Setting

__all__ = ("ALL", "ENGINES")

_ID = re.compile(r"[A-Za-z0-9-]+")
ENGINES = ("qt", "gtk", "edge", "cocoa", "headless")


def texts(value: Any) -> tuple[str, ...]:
    """Read texts: a list, or one text with commas."""
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    if isinstance(value, (list, tuple)) and all(isinstance(each, str) for each in value):
        return tuple(value)
    raise ValueError("a list of texts")


def engine(value: Any) -> str:
    """Read the name of an engine."""
    if value in (*ENGINES, ""):
        return str(value)
    raise ValueError(f"one of {', '.join(ENGINES)}")


def mime_types(value: Any) -> tuple[MimeType, ...]:
    """Read kinds of files: names of types, or tables with `type`, `patterns` and `comment`."""
    if isinstance(value, str):
        value = [part.strip() for part in value.split(",") if part.strip()]
    if not isinstance(value, (list, tuple)):
        raise ValueError("a list of types, as application/x-tea, or of tables with type, patterns and comment")
    return tuple(_mime_type(each) for each in value)


def _mime_type(value: Any) -> MimeType:
    if isinstance(value, str) and "/" in value:
        return MimeType(type=value)
    if (
        isinstance(value, dict)
        and "/" in str(value.get("type", ""))
        and value.keys() <= {"type", "patterns", "comment"}
    ):
        return MimeType(
            type=str(value["type"]), patterns=texts(value.get("patterns", ())), comment=str(value.get("comment", ""))
        )
    raise ValueError("types as application/x-tea, or tables with type, patterns and comment")


def actions(value: Any) -> tuple[Action, ...]:
    """Read actions of the app's icon: tables with `id` and `name`."""
    if not isinstance(value, (list, tuple)) or not all(map(_is_action, value)):
        raise ValueError("a list of tables with id, of letters, digits and hyphens, and name")
    found = tuple(Action(id=each["id"], name=each["name"]) for each in value)
    if len({each.id for each in found}) < len(found):
        raise ValueError("a list of actions, each with an id of its own")
    return found


def _is_action(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"id", "name"}:
        return False
    id, name = value["id"], value["name"]
    return isinstance(id, str) and bool(_ID.fullmatch(id)) and isinstance(name, str) and bool(name.strip())


def inside(value: Any) -> str:
    """Read a path within the app's folder."""
    path = PurePosixPath(str(value))
    if path.is_absolute() or ".." in path.parts:
        raise ValueError("a path within the app's folder")
    return "" if value == "" else path.as_posix()


_NO_TEXTS: tuple[str, ...] = ()
_MENU: tuple[str, ...] = ("Utility",)
_NO_ACTIONS: tuple[Action, ...] = ()
_NO_TYPES: tuple[MimeType, ...] = ()

PUBLISHER = Setting("build_publisher", str, "", "the author as `Name <address>`; meta_maintainer when empty")
HOMEPAGE = Setting("build_homepage", str, "", "the app's address in the web")
LICENSE = Setting("build_license", str, "", "the app's licence as an SPDX expression, such as MIT")
ICON = Setting("build_icon", inside, "", "a square PNG or SVG in the app's folder; icon.svg or icon.png when empty")
CATEGORIES = Setting("build_categories", texts, _MENU, "categories of the desktop's menu")
MIME_TYPES = Setting("build_mime_types", mime_types, _NO_TYPES, "kinds of files that the app opens")
ACTIONS = Setting("build_actions", actions, _NO_ACTIONS, "actions in the menu of the app's icon, as oro-desktop tells")
SCHEMES = Setting("build_schemes", texts, _NO_TEXTS, "URL schemes that open the app; oro-deep-link's own is among them")
AUTOSTART = Setting("build_autostart", bool, False, "start the app at login until it says otherwise itself")
ENGINE = Setting("build_engine", engine, "", "qt, which goes into the app, or gtk, which is the system's")
PLUGINS = Setting("build_plugins", texts, _NO_TEXTS, "plugins that go in; those the app enables when empty")
INCLUDE = Setting(
    "build_include", texts, _NO_TEXTS, "further files of the app's folder; Python modules as `python:NAME`"
)
EXCLUDE = Setting("build_exclude", texts, _NO_TEXTS, "patterns of files of the app's folder that stay out")
FORMATS = Setting("build_formats", texts, _NO_TEXTS, "formats to make when --format names none")

ALL: Sequence[Setting[Any]] = (
    PUBLISHER, HOMEPAGE, LICENSE, ICON, CATEGORIES, MIME_TYPES, ACTIONS, SCHEMES, AUTOSTART,
    ENGINE, PLUGINS, INCLUDE, EXCLUDE, FORMATS, *formats.ALL,
)  # fmt: skip
"""Every key."""
