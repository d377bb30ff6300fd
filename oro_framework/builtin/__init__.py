"""Routes and services of the host itself, written as plugins; registered first, so no plugin can replace them."""

from __future__ import annotations

from oro_framework.builtin import (
    application,
    core,
    dialogs,
    downloads,
    hotkeys,
    inspection,
    menus,
    page,
    permissions,
    platform,
    screen,
    session,
    signals,
    views,
    watching,
    window,
    window_creation,
    window_frame,
    window_presence,
)

__all__ = ("BUILTIN",)

BUILTIN: tuple[tuple[str, object], ...] = (
    ("core", core),
    ("platform", platform),
    ("window", window),
    ("window_creation", window_creation),
    ("window_frame", window_frame),
    ("page", page),
    ("window_presence", window_presence),
    ("views", views),
    ("screen", screen),
    ("menus", menus),
    ("hotkeys", hotkeys),
    ("dialogs", dialogs),
    ("downloads", downloads),
    ("application", application),
    ("signals", signals),
    ("permissions", permissions),
    ("session", session),
    ("inspection", inspection),
    ("watching", watching),
)
