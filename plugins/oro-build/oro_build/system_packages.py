"""Name the system's packages whose libraries a built app loads."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

__all__ = ("needed_packages",)

_NEEDED = re.compile(r"^\s*(\S+) => (/\S+) \(0x", re.MULTILINE)
_GLIBC = re.compile(rb"GLIBC_2\.(\d+)")
_ALWAYS = {"gtk": ["gir1.2-gtk-3.0", "gir1.2-webkit2-4.1"]}
_SPARE = {"libgcc-s1", "libstdc++6"}


def needed_packages(folder: Path, engine: str) -> list[str]:
    """Return the Debian packages that an app needs besides what it brings; empty where there is no dpkg."""
    if shutil.which("dpkg-query") is None or shutil.which("ldd") is None:
        return []
    own = {path.name for path in folder.rglob("*.so*")}
    binaries = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink() and _is_elf(path)]
    outside = {path for path in _loaded(binaries) if Path(path).name not in own and not path.startswith(str(folder))}
    packages = {name for name in _owners(outside) if name not in _SPARE and name != "libc6"}
    return [*_glibc(binaries), *sorted({*packages, *_ALWAYS.get(engine, ())})]


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _loaded(binaries: Iterable[Path]) -> Iterator[str]:
    told = subprocess.run(["ldd", *map(str, binaries)], capture_output=True, text=True, check=False).stdout
    for _, path in _NEEDED.findall(told):
        yield path


def _owners(paths: Iterable[str]) -> set[str]:
    found = set()
    for path in paths:
        for name in (path, str(Path(path).resolve()), path.replace("/lib/", "/usr/lib/", 1)):
            told = subprocess.run(["dpkg-query", "--search", name], capture_output=True, text=True, check=False).stdout
            if told:
                found.add(told.partition(":")[0])
                break
    return found


def _glibc(binaries: Iterable[Path]) -> list[str]:
    versions = {int(number) for path in binaries for number in _GLIBC.findall(path.read_bytes())}
    return [f"libc6 (>= 2.{max(versions)})"] if versions else []
