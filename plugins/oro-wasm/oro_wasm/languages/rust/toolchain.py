"""The Rust that is installed: never fetched, for it comes from rustup or the system's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from oro_wasm.builds.build import MissingTool

__all__ = ("COMPONENT", "MODULE", "WEB", "Toolchain", "missing_target", "target_of", "toolchain_at")

MODULE = ("wasm32-wasip1", "wasm32-wasi")
"""The target of modules; the second name is the one that Rust before 1.78 has for it."""
COMPONENT = ("wasm32-wasip2",)
WEB = ("wasm32-unknown-unknown",)
_PATIENCE = 30.0
"""Seconds for rustup, which may unpack a toolchain before it answers."""
_INSTALL = "install Rust (https://rustup.rs), then run: rustup target add wasm32-wasip1"


class Toolchain(Struct, frozen=True, kw_only=True):
    """The Rust that a folder uses."""

    cargo: Path
    rustc: Path
    sysroot: Path
    """The folder that has the libraries of each target."""

    @property
    def identity(self) -> str:
        """Return a text that is another one once Rust was updated."""
        program = self.sysroot / "bin" / self.rustc.name
        return f"{self.sysroot} {program.stat().st_mtime_ns if program.exists() else ''}"

    def has_target(self, name: str) -> bool:
        """Return whether the standard library of a target is installed."""
        return (self.sysroot / "lib" / "rustlib" / name / "lib").is_dir()


def toolchain_at(folder: Path, environment: Mapping[str, str] = os.environ) -> Toolchain | MissingTool:
    """Return the Rust that a folder uses, which a `rust-toolchain.toml` in it may choose, or what is missing.

    Args:
        folder: of the project.
        environment: in which `CARGO`, `RUSTC` and `PATH` say where the programs are.
    """
    cargo, rustc = (_program(name, environment) for name in ("cargo", "rustc"))
    if cargo is None or rustc is None:
        return MissingTool(name="cargo" if cargo is None else "rustc", install=_INSTALL)
    try:
        root = _answer([str(rustc), "--print", "sysroot"], folder, environment)
    except (OSError, subprocess.SubprocessError) as error:
        return MissingTool(name="rustc", install=f"repair Rust, for {_reason(error)}")
    return Toolchain(cargo=cargo, rustc=rustc, sysroot=Path(root))


def target_of(toolchain: Toolchain, names: Sequence[str]) -> str | None:
    """Return the first of some targets that is installed, or None."""
    return next((each for each in names if toolchain.has_target(each)), None)


def missing_target(toolchain: Toolchain, names: Sequence[str]) -> MissingTool:
    """Return what to install for a target, by what this Rust came from."""
    if _of_rustup(toolchain.sysroot):
        return MissingTool(name=names[0], install=f"rustup target add {names[0]}")
    if shutil.which("apt") and toolchain.sysroot == Path("/usr") and names != COMPONENT:
        return MissingTool(name=names[0], install="sudo apt install libstd-rust-dev-wasm32 lld")
    return MissingTool(
        name=names[0],
        install=f"install the standard library for {names[0]} from where this Rust came from, "
        f"or use rustup (https://rustup.rs): rustup target add {names[0]}",
    )


def _program(name: str, environment: Mapping[str, str]) -> Path | None:
    found = environment.get(name.upper()) or shutil.which(name, path=environment.get("PATH"))
    return Path(found) if found else None


def _answer(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, cwd=folder, env=dict(environment), capture_output=True, text=True, check=True, timeout=_PATIENCE
    )
    return done.stdout.strip()


def _of_rustup(sysroot: Path) -> bool:
    return sysroot.parent.name == "toolchains"


def _reason(error: Exception) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        return str(error.stderr).strip().splitlines()[-1] if str(error.stderr).strip() else f"status {error.returncode}"
    return str(error)
