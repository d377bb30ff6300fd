"""The wishes of an app for its engine, read before its configuration is: `[webview] engine` and `gpu`."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from msgspec import Struct

from oro_framework.cli.app import App, file_texts, load_config

__all__ = ("Wishes", "wishes_of")

_NAMED = re.compile(r"""(engine|gpu)['"\s]*=""")
_VARIABLES = ("ORO_WEBVIEW_ENGINE", "ORO_WEBVIEW_GPU")


class Wishes(Struct, frozen=True):
    """The wishes of one app."""

    engine: str = "auto"
    """`webkit`, `chromium` or `auto`."""
    gpu: str = "auto"
    """`on`, `off` or `auto`."""


def wishes_of(app: App, assignments: Sequence[str]) -> Wishes:
    """Return what an app asks of its engine; its files are parsed only if they seem to ask for something.

    Raises:
        ConfigError: a file or a setting is wrong.
    """
    text = "\n".join([*file_texts(app), *assignments])
    if not _NAMED.search(text) and not any(name in os.environ for name in _VARIABLES):
        return Wishes()
    from oro_framework.host.configuration import settings as names  # imported in parallel by oro run

    settings = load_config(app, assignments).settings
    return Wishes(settings[names.WEBVIEW_ENGINE], settings[names.WEBVIEW_GPU])
