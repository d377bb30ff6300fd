"""Hooks of oro-build's own, which other plugins implement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from oro_build.built import Built
from oro_framework.hookspecs import hookspec

__all__ = ("Publisher",)

Publisher = Callable[[str, Built, Path], Sequence[str]]
"""Publishes a built app: called with the app as the person named it, the build, and the folder to publish in; returns
lines to print. It raises an `OroError` where it cannot."""


@hookspec
def oro_build_release() -> Publisher:
    """Declare what `oro build --release FOLDER` publishes a version of an app by."""
    raise NotImplementedError
