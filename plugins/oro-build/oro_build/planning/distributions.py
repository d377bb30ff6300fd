"""Find the distributions that an app needs, by what each requires of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from oro_build.errors import BuildError
from oro_framework.__pyinstaller.collecting import files_of, packages_of

__all__ = ("closure", "distribution_of_module", "installed", "size_of")


def installed(name: str) -> metadata.Distribution:
    """Return an installed distribution.

    Raises:
        BuildError: it is not installed.
    """
    try:
        return metadata.distribution(name)
    except metadata.PackageNotFoundError:
        raise BuildError(f"Cannot build: {name} is required and not installed; run: pip install {name}") from None


def closure(names: Iterable[str]) -> Mapping[str, str]:
    """Return all distributions that some need, each with the one that asked for it first; "" for the given ones.

    Raises:
        BuildError: one is not installed.
    """
    found: dict[str, str] = {}
    waiting = [(name, "") for name in names]
    while waiting:
        name, owner = waiting.pop(0)
        key = canonicalize_name(name)
        if key not in found:
            found[key] = owner
            waiting += [(each, key) for each in _required(name)]
    return found


def size_of(name: str) -> int:
    """Return the bytes of an installed distribution, of which what goes into an app is the most part or less."""
    found = installed(name)
    listed = [file for file in found.files or () if file.suffix != ".pyc"]
    files = [Path(str(found.locate_file(file))) for file in listed]
    if not any(_is_content(file) for file in listed):  # an editable installation lists none
        files += [path for package in packages_of(name) for path, _ in files_of(package)]
    return sum(path.stat().st_size for path in files if path.is_file())


def _is_content(file: metadata.PackagePath) -> bool:
    """Return whether a file of a distribution is neither metadata nor a pointer to a checkout."""
    top = file.parts[0]
    return not (top.endswith((".dist-info", ".pth")) or top.startswith(("_editable_impl", "__editable__", "..")))


def _required(name: str) -> Iterator[str]:
    for text in installed(name).requires or ():
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement.name


def distribution_of_module(module: str) -> str | None:
    """Return the distribution that has a top-level module; None for the standard library's and the app's own."""
    found = _by_module().get(module)
    return found[0] if found else None


def _by_module() -> Mapping[str, list[str]]:
    global _modules
    if _modules is None:
        _modules = metadata.packages_distributions()
    return _modules


_modules: Mapping[str, list[str]] | None = None
