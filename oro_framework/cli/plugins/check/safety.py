"""Hooks that change what is safe."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ("SAFETY",)

SAFETY: Mapping[str, str] = {
    "oro_check": "decides whether calls are allowed, and the app does not start without it",
    "oro_middleware": "sees and changes every request, and the app does not start without it",
    "oro_navigate": "decides which addresses windows may open",
    "oro_prompt": "asks the person for permissions in place of the desktop",
    "oro_csp": "widens what pages may load",
    "oro_preload": "runs a script in every page",
    "oro_protected_paths": "changes which files pages reach",
    "oro_launch": "may end a start",
    "oro_backend": "brings an engine",
}
"""Hooks that change what is safe, and how: what a person is told before a plugin with them is installed."""
