"""`Cargo.toml`, as far as a build has to know it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from msgspec import Struct

from oro_wasm.errors import BuildError

__all__ = ("MANIFEST", "Manifest", "configured_target", "locked_version", "read_manifest")

MANIFEST = "Cargo.toml"
BINDGEN = "wasm-bindgen"


class Manifest(Struct, frozen=True, kw_only=True):
    """The members of a package's Cargo.toml that a build needs."""

    name: str
    is_library: bool
    """It is for others to load, a `cdylib`, and no program."""
    uses_bindgen: bool
    """It depends on wasm-bindgen, so it is for the web."""
    has_level: bool
    """Its release profile says how much to optimize."""


def read_manifest(folder: Path) -> Manifest:
    """Return what the package in a folder says of itself.

    Raises:
        BuildError: there is no package, or its manifest is not TOML.
    """
    told = _read(folder / MANIFEST)
    package = told.get("package")
    if not isinstance(package, dict) or not isinstance(package.get("name"), str):
        raise BuildError(
            f'Cannot build "{folder}": its {MANIFEST} is no package, but a workspace; name the folder of one package'
        )
    library = told.get("lib")
    kinds = library.get("crate-type", library.get("crate_type")) if isinstance(library, dict) else None
    dependencies = told.get("dependencies")
    profile = told.get("profile")
    release = profile.get("release") if isinstance(profile, dict) else None
    return Manifest(
        name=package["name"],
        is_library=isinstance(kinds, list) and "cdylib" in kinds,
        uses_bindgen=isinstance(dependencies, dict) and BINDGEN in dependencies,
        has_level=isinstance(release, dict) and "opt-level" in release,
    )


def configured_target(folder: Path) -> str:
    """Return the WebAssembly target that `.cargo/config.toml` of a package names, or an empty text."""
    for name in ("config.toml", "config"):
        path = folder / ".cargo" / name
        if path.is_file():
            build = _read(path).get("build")
            target = build.get("target") if isinstance(build, dict) else None
            return target if isinstance(target, str) and target.startswith("wasm32") else ""
    return ""


def locked_version(folder: Path, package: str) -> str:
    """Return the version of a dependency in `Cargo.lock`, or an empty text."""
    path = folder / "Cargo.lock"
    packages = _read(path).get("package") if path.is_file() else None
    for each in packages if isinstance(packages, list) else []:
        if isinstance(each, dict) and each.get("name") == package:
            return str(each.get("version", ""))
    return ""


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BuildError(f'Cannot read "{path}": {error}; correct it') from None
