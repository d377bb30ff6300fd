"""Shared libraries that programs of a folder need from the system, and Debian's packages that have them. Blocking."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from msgspec import Struct

__all__ = ("Needs", "debian_packages", "installed", "needs_of")

_VERSION = re.compile(r"GLIBC_(\d+(?:\.\d+)+)")


class Needs(Struct, frozen=True):
    """The libraries a folder's programs ask the system for."""

    libraries: frozenset[str]
    """Their names, as `libxcb.so.1`, without those within the folder."""
    glibc: str
    """The oldest version of the C library that has everything asked of it; empty where none is asked for."""


def needs_of(folder: Path) -> Needs:
    """Read what the ELF files of a folder need and do not find within it, where each looks.

    A library elsewhere in the folder does not count: programs that the app starts, such as Qt's for pages, find none.
    """
    wanted: set[str] = set()
    versions: set[tuple[int, ...]] = set()
    for path in folder.rglob("*"):
        if not path.is_file() or not _is_elf(path):
            continue
        libraries, asked, places = _read(path)
        wanted.update(name for name in libraries if not any((place / name).exists() for place in places))
        versions.update(asked)
    glibc = ".".join(map(str, max(versions))) if versions else ""
    return Needs(frozenset(wanted), glibc)


def debian_packages(folder: Path) -> list[str]:
    """Return the packages whose libraries a folder's programs need, as a `Depends` lists them.

    The C library bears the version that is needed. Libraries that no installed package has are left out: an app whose
    optional part needs them works without.
    """
    needs = needs_of(folder)
    found = {package for _, package in owners(needs.libraries)}
    versions = {"libc6": f" (>= {needs.glibc})"} if needs.glibc else {}
    return sorted(f"{package}{versions.get(package, '')}" for package in found)


def owners(libraries: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield each library with the installed package that has it, as dpkg says."""
    names = sorted(libraries)
    if not names or shutil.which("dpkg-query") is None:
        return
    asked = ["dpkg-query", "--search", *(f"*/{name}" for name in names)]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    seen: set[str] = set()
    for line in answer.splitlines():
        package, _, path = line.partition(": ")
        name = path.rsplit("/", 1)[-1]
        if name in names and name not in seen and re.fullmatch(r"/(usr/)?lib(64)?/([^/]+-linux-gnu[^/]*/)?[^/]+", path):
            seen.add(name)
            yield name, package.split(":")[0].split(",")[0]


def installed(libraries: Iterable[str]) -> frozenset[str]:
    """Return those libraries that the loader of this system finds; an app's optional parts may name others."""
    program = shutil.which("ldconfig") or "/sbin/ldconfig"
    answer = subprocess.run([program, "-p"], capture_output=True, text=True, check=False).stdout
    return frozenset(libraries) & {line.split()[0] for line in answer.splitlines()[1:] if line.split()}


def _is_elf(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def _read(path: Path) -> tuple[list[str], list[tuple[int, ...]], list[Path]]:
    """Return the libraries an ELF file names, the versions of the C library it asks for, and where it looks."""
    from elftools.common.exceptions import ELFError
    from elftools.elf.dynamic import DynamicSection
    from elftools.elf.elffile import ELFFile
    from elftools.elf.gnuversions import GNUVerNeedSection

    libraries: list[str] = []
    versions: list[tuple[int, ...]] = []
    places: list[str] = []
    try:
        with path.open("rb") as file:
            for section in ELFFile(file).iter_sections():
                if isinstance(section, DynamicSection):
                    libraries += [tag.needed for tag in section.iter_tags("DT_NEEDED")]  # type: ignore[attr-defined]
                    places += [tag.runpath for tag in section.iter_tags("DT_RUNPATH")]  # type: ignore[attr-defined]
                    places += [tag.rpath for tag in section.iter_tags("DT_RPATH")]  # type: ignore[attr-defined]
                elif isinstance(section, GNUVerNeedSection):
                    names = [each.name for _, each_of in section.iter_versions() for each in each_of]
                    found = filter(None, map(_VERSION.fullmatch, names))
                    versions += [tuple(map(int, match[1].split("."))) for match in found]
    except ELFError:
        return [], [], []  # a file that only begins like one
    named = [each for place in places for each in place.split(":") if each.startswith("$ORIGIN")]
    return libraries, versions, [Path(each.replace("$ORIGIN", str(path.parent))) for each in named]
