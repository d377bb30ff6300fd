"""The plan of a build of Rust: its target, and the commands that build for it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from oro_wasm.builds.build import BuildConfig, MissingTool, Optimization
from oro_wasm.builds.sources import folder_of
from oro_wasm.errors import BuildError
from oro_wasm.languages.rust.manifest import Manifest, configured_target, locked_version, read_manifest
from oro_wasm.languages.rust.toolchain import (
    COMPONENT,
    MODULE,
    WEB,
    Toolchain,
    missing_target,
    target_of,
    toolchain_at,
)

__all__ = ("Plan", "environment", "plan")

_LEVELS: dict[Optimization, str] = {"debug": "0", "release": "3", "size": "s"}


class Plan(Struct, frozen=True, kw_only=True):
    """The tools and the target of a build."""

    toolchain: Toolchain
    target: str
    bindgen: Path | None = None
    """The program that makes glue for the web, where the project wants it."""

    @property
    def told(self) -> tuple[str, ...]:
        """Return what influences a build besides its sources."""
        return (self.toolchain.identity, str(self.toolchain.cargo), self.target, str(self.bindgen))

    def cargo(self, optimization: Optimization) -> list[str | Path]:
        """Return the command that builds a package."""
        command: list[str | Path] = [self.toolchain.cargo, "build", "--target", self.target, "--message-format=json"]
        return command if optimization == "debug" else [*command, "--release"]

    def rustc(self, config: BuildConfig, module: Path) -> list[str | Path]:
        """Return the command that builds a single file."""
        level = f"opt-level={_LEVELS[config.optimization]}"
        strip = ["-C", "debuginfo=2"] if config.optimization == "debug" else ["-C", "strip=debuginfo"]
        command: list[str | Path] = [
            self.toolchain.rustc,
            "--edition",
            "2021",
            "--target",
            self.target,
            "--error-format=json",
        ]
        return [*command, "-C", level, *strip, "-o", module, config.project]


def plan(config: BuildConfig) -> Plan:
    """Return how a project is built.

    Raises:
        BuildError: something is missing; the message says what to install.
    """
    folder = folder_of(config.project)
    manifest = read_manifest(folder) if config.project.is_dir() else None
    toolchain = toolchain_at(folder)
    if isinstance(toolchain, MissingTool):
        raise _missing(config.project, toolchain)
    names = _targets(config, folder, manifest)
    target = target_of(toolchain, names)
    if target is None:
        raise _missing(config.project, missing_target(toolchain, names))
    bindgen = _bindgen(config.project, folder) if manifest and manifest.uses_bindgen and target in WEB else None
    return Plan(toolchain=toolchain, target=target, bindgen=bindgen)


def environment(config: BuildConfig, manifest: Manifest) -> Mapping[str, str]:
    """Return variables for cargo: optimization as asked for, where the package does not say it by itself."""
    if config.optimization == "debug":
        return {}
    told = {"CARGO_PROFILE_RELEASE_STRIP": "debuginfo"}
    if not manifest.has_level:
        told["CARGO_PROFILE_RELEASE_OPT_LEVEL"] = _LEVELS[config.optimization]
    return told


def _targets(config: BuildConfig, folder: Path, manifest: Manifest | None) -> tuple[str, ...]:
    if config.component:
        return COMPONENT
    if manifest and manifest.uses_bindgen:
        return WEB
    own = configured_target(folder)
    return (own,) if own else MODULE


def _bindgen(project: Path, folder: Path) -> Path:
    if found := shutil.which("wasm-bindgen"):
        return Path(found)
    version = locked_version(folder, "wasm-bindgen")
    exact = f" --version {version}" if version else ""
    raise _missing(project, MissingTool(name="wasm-bindgen", install=f"cargo install --locked wasm-bindgen-cli{exact}"))


def _missing(project: Path, tool: MissingTool) -> BuildError:
    return BuildError(f'Cannot build "{project}": {tool.name} is not installed; {_how(tool.install)}')


def _how(install: str) -> str:
    return install if " " in install and install.split()[0] in ("install", "repair") else f"run: {install}"
