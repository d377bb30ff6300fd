"""Events of the desktop for pages."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.types import PageEvent

__all__ = ("ACTION", "ALL", "OPEN", "SETTINGS", "Acted", "Appearance", "Opened")

ACTION, OPEN, SETTINGS = "desktopaction", "desktopopen", "desktopsettings"


class Acted(TypedDict):
    """The id of an action of the app's entry."""

    id: str


class Opened(TypedDict):
    """Absolute paths of files."""

    paths: list[str]


class Appearance(TypedDict):
    """Settings of the desktop; each is null where the desktop does not say."""

    colorScheme: str | None
    """`light` or `dark`."""
    accentColor: str | None
    """As `#3584e4`."""
    contrast: str | None
    """`more` or `no-preference`."""
    reducedMotion: bool | None
    textScale: float | None
    """1 is the size that the toolkit gives texts by itself."""


ALL = (
    PageEvent(name=ACTION, detail=Acted, summary="The person chose an action in the menu of the app's icon."),
    PageEvent(name=OPEN, detail=Opened, summary="The person opened files with the app."),
    PageEvent(name=SETTINGS, detail=Appearance, summary="The person changed a setting of the desktop."),
)
