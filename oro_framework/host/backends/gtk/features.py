"""Turn off features of WebKitGTK that do harm, and on those of isolated pages. GUI thread."""

from __future__ import annotations

from gi.repository import WebKit2

__all__ = ("HARMFUL", "STORAGE", "turn_off_harmful", "turn_on_storage")

HARMFUL = frozenset({"ReadableByteStreamFetchSource"})
"""Identifiers of features of the engine (docs/explanation/engines.md#streams-of-bytes-in-webkitgtk).

They are asked for by name, not by the engine's version: where one was mended it no longer is a feature.
"""

STORAGE = frozenset({"StorageAPI", "StorageAPIEstimate"})
"""Features that together are `navigator.storage`; its private file system is the host's (`boot/private-files.js`)."""


def turn_off_harmful(settings: WebKit2.Settings) -> None:
    """Turn off in a view's settings those of `HARMFUL` that this version of the engine has."""
    _turn(settings, HARMFUL, False)


def turn_on_storage(settings: WebKit2.Settings) -> None:
    """Turn on in a view's settings those of `STORAGE` that this version of the engine has."""
    _turn(settings, STORAGE, True)


def _turn(settings: WebKit2.Settings, names: frozenset[str], enabled: bool) -> None:
    if not hasattr(WebKit2.Settings, "get_all_features"):  # before 2.42, which has none of them
        return
    features = WebKit2.Settings.get_all_features()
    for feature in map(features.get, range(features.get_length())):
        if feature.get_identifier() in names:
            settings.set_feature_enabled(feature, enabled)
