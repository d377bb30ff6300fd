"""Complete a command with the settings of `.npmrc` and the environment, which it stands above."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from oro_container.core.packages.command_line import Command, Mode
from oro_container.core.packages.npmrc import Npmrc

__all__ = ("with_defaults",)

_KINDS = frozenset(("dev", "optional", "peer"))
_MODES: tuple[Mode, ...] = ("offline", "prefer-offline", "prefer-online")


def with_defaults(command: Command, npmrc: Npmrc, environment: Mapping[str, str]) -> Command:
    """Return a command that asks for what it does not say itself as npm's settings do."""
    omit = command.omit | (_KINDS & set(npmrc.get("omit").replace(",", " ").split()))
    if environment.get("NODE_ENV") == "production" or npmrc.is_on("production"):
        omit |= {"dev"}
    legacy = command.legacy_peer_deps
    mode = next((mode for mode in _MODES if npmrc.is_on(mode)), command.mode)
    return replace(
        command,
        omit=omit - command.include - set(npmrc.get("include").replace(",", " ").split()),
        mode=mode if command.mode == "default" else command.mode,
        exact=command.exact or npmrc.is_on("save-exact"),
        force=command.force or npmrc.is_on("force"),
        lock=command.lock and npmrc.is_on("package-lock", True),
        bin_links=command.bin_links and npmrc.is_on("bin-links", True),
        ignore_scripts=command.ignore_scripts or npmrc.is_on("ignore-scripts"),
        strict_peer_deps=command.strict_peer_deps or npmrc.is_on("strict-peer-deps"),
        prefer_dedupe=command.prefer_dedupe or npmrc.is_on("prefer-dedupe"),
        legacy_peer_deps=npmrc.is_on("legacy-peer-deps") if legacy is None else legacy,
    )
