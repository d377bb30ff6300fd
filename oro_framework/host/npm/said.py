"""Reads the builds of packages that the app's configuration names, `[npm]` of `oro.toml`."""

from __future__ import annotations

from collections.abc import Mapping

from oro_framework.host.configuration import settings as names
from oro_framework.host.npm.resolution import BROWSER, NODE
from oro_framework.types import Settings

__all__ = ("said_builds",)


def said_builds(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """Return conditions by the name of the package; those of `[npm.conditions]` go before `node` and `browser`."""
    node, browser = settings[names.NPM_NODE], settings[names.NPM_BROWSER]
    own = {name: tuple(said) for name, said in settings.family(names.NPM_CONDITIONS.key).items()}
    return {**dict.fromkeys(browser, BROWSER), **dict.fromkeys(node, NODE), **own}
