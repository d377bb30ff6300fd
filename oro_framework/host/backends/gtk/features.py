"""Turn off features of WebKitGTK that do harm. GUI thread."""

from __future__ import annotations

from gi.repository import WebKit2

__all__ = ("HARMFUL", "turn_off_harmful")

HARMFUL = frozenset({"ReadableByteStreamFetchSource"})
"""Identifiers of features of the engine (docs/explanation/engines.md#streams-of-bytes-in-webkitgtk).

They are asked for by name, not by the engine's version: where one was mended it no longer is a feature.
"""


def turn_off_harmful(settings: WebKit2.Settings) -> None:
    """Turn off in a view's settings those of `HARMFUL` that this version of the engine has."""
    if not hasattr(WebKit2.Settings, "get_all_features"):  # before 2.42, which has none of them
        return
    features = WebKit2.Settings.get_all_features()
    for feature in map(features.get, range(features.get_length())):
        if feature.get_identifier() in HARMFUL:
            settings.set_feature_enabled(feature, False)
