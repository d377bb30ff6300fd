"""The packages of a tree that run scripts when they are installed, or bring native code, as their metadata tell."""

from __future__ import annotations

from dataclasses import dataclass

from oro_container.core.packages.manifest import INSTALL_SCRIPTS
from oro_container.core.packages.tree import Placed, Tree

__all__ = ("Native", "list_native")

BUILDERS = frozenset(
    {
        "@mapbox/node-pre-gyp",
        "bindings",
        "cmake-js",
        "nan",
        "napi-postinstall",
        "neon-cli",
        "node-addon-api",
        "node-gyp",
        "node-gyp-build",
        "node-gyp-build-optional-packages",
        "node-pre-gyp",
        "pkg-prebuilds",
        "prebuild-install",
        "prebuildify",
    }
)
"""Packages that others depend on to build or load native code."""


@dataclass(frozen=True, slots=True)
class Native:
    """A package that runs scripts when it is installed, or brings native code."""

    path: str
    name: str
    version: str
    scripts: tuple[str, ...]
    """The scripts that would run, `install` where the metadata do not say which."""
    reasons: tuple[str, ...]
    """Why it is thought to bring native code, in words."""

    @property
    def runs_scripts(self) -> bool:
        """Whether it runs scripts when it is installed."""
        return bool(self.scripts)


def list_native(tree: Tree) -> list[Native]:
    """The packages to install that run scripts or bring native code, by path."""
    return [found for node in tree.nodes if not node.link and (found := _look_at(node)) is not None]


def _look_at(node: Placed) -> Native | None:
    manifest = node.manifest
    scripts = tuple([script for script in INSTALL_SCRIPTS if script in manifest.scripts])
    if node.has_install_script and not scripts:
        scripts = ("install",)
    reasons: list[str] = []
    if manifest.raw.get("gypfile") is True:
        reasons.append("it is built by node-gyp")
    if builders := sorted(BUILDERS & manifest.dependencies.keys()):
        reasons.append(f"it depends on {', '.join(builders)}")
    limits = (("os", manifest.os), ("cpu", manifest.cpu), ("libc", manifest.libc))
    if made := [f"{key} {', '.join(values)}" for key, values in limits if values]:
        reasons.append(f"it is made for {' and '.join(made)}")
    if not scripts and not reasons:
        return None
    return Native(node.path, node.name, node.version, scripts, tuple(reasons))
