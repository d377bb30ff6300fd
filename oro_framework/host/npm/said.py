"""Builds of packages that the app's configuration names: `[npm]` of `oro.toml`."""

from __future__ import annotations

from collections.abc import Mapping

from oro_framework.errors import ConfigError
from oro_framework.host.configuration import settings as names
from oro_framework.host.npm.resolution import BROWSER, NODE
from oro_framework.types import Settings

__all__ = ("said_builds",)


def said_builds(settings: Settings) -> Mapping[str, tuple[str, ...]]:
    """Return conditions by the name of the package.

    Raises:
        ConfigError: a package is named for both builds.
    """
    node, browser = settings[names.NPM_NODE], settings[names.NPM_BROWSER]
    if both := sorted(set(node) & set(browser)):
        raise ConfigError(f'Cannot use "npm_node" and "npm_browser": both name "{both[0]}"')
    own = {name: tuple(said) for name, said in settings.family(names.NPM_CONDITIONS.key).items()}
    return {**dict.fromkeys(node, NODE), **dict.fromkeys(browser, BROWSER), **own}
