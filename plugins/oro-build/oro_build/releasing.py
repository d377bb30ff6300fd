"""Find the plugin that publishes versions for `oro build --release`."""

from __future__ import annotations

from oro_build.hookspecs import Publisher
from oro_framework.commands import ask_installed
from oro_framework.errors import UsageError

__all__ = ("find_publisher",)


def find_publisher() -> Publisher:
    """Return what publishes versions, the first of those that plugins declare.

    Raises:
        UsageError: no installed plugin publishes versions.
    """
    found: list[Publisher] = [answer for _, answer in ask_installed("oro_build_release")]
    if not found:
        raise UsageError("Cannot publish a version: no installed plugin does; try: pip install oro-updater")
    return found[0]
