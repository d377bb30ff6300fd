"""Packages of languages, installed into the running environment by pip."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from oro_framework.errors import Broken, UsageError

__all__ = ("install", "is_local", "local_package", "providers", "uninstall", "update")

_PROVIDERS = """
import json
from oro_wasm.builds.languages import installed_languages
from oro_wasm.cli.plugin.entries import distribution_of
languages = installed_languages().all
print(json.dumps({name: distribution_of(each.plugin)[0] for name, each in languages.items()}))
"""
_PACKAGES = """
import json
from importlib import metadata
print(json.dumps({each.dist.name: each.dist.version for each in metadata.entry_points(group="oro")}))
"""


def is_local(target: str) -> bool:
    """Return whether a target names a wheel, an archive or a folder on this machine, rather than a package."""
    return any(each in target for each in ("/", "\\")) or target.endswith((".whl", ".tar.gz", ".zip"))


def local_package(target: str) -> Path:
    """Return the wheel, archive or folder of a package.

    Raises:
        UsageError: it is not there, or is no package.
    """
    path = Path(target).absolute()
    if not path.exists():
        raise UsageError(f'Cannot install "{target}": there is no such file or folder')
    if path.is_dir() and not (path / "pyproject.toml").is_file():
        raise UsageError(f'Cannot install "{target}": the folder is no package, for it has no pyproject.toml')
    return path


def install(target: str | Path) -> Mapping[str, str]:
    """Install a package, and return the languages that are new by the name of the package that brings them.

    A package that brings no language is removed again, and so is one with which the languages cannot be read.

    Raises:
        UsageError: there is no such package, or it brings no language.
        Broken: pip failed.
    """
    languages, packages = providers(), _ask(_PACKAGES)
    _run(["install", str(target)], f'install "{target}"')
    changed = {name for name, version in _ask(_PACKAGES).items() if packages.get(name) != version}
    added = [name for name in changed if name not in packages]
    try:
        now = providers()
    except Broken as error:
        _remove(added)
        raise UsageError(f'Cannot use "{target}": {error}; it was removed again') from None
    found = {name: package for name, package in now.items() if name not in languages or package in changed}
    if not found:
        _remove(added)
        raise UsageError(
            f'Cannot use "{target}" as a language: the package has no function for the hook oro_wasm_languages'
            + ("; it was removed again" if added else "")
        )
    return found


def uninstall(package: str) -> None:
    """Remove a package.

    Raises:
        Broken: pip failed.
    """
    _run(["uninstall", "--yes", package], f'uninstall "{package}"')


def update(package: str) -> tuple[str, str]:
    """Install the newest version of a package, and return the version before and after.

    Raises:
        Broken: pip failed.
    """
    before = _ask(_PACKAGES).get(package, "")
    _run(["install", "--upgrade", package], f'update "{package}"')
    return before, _ask(_PACKAGES).get(package, "")


def providers() -> Mapping[str, str]:
    """Return the package of each installed language, as a new process finds them.

    Raises:
        Broken: they cannot be read.
    """
    return _ask(_PROVIDERS)


def _remove(packages: Sequence[str]) -> None:
    for each in packages:
        uninstall(each)


def _ask(program: str) -> Mapping[str, str]:
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Broken(f"Cannot read the installed languages: {_last(done.stderr)}")
    told: Mapping[str, str] = json.loads(done.stdout)
    return told


def _run(arguments: Sequence[str], verb: str) -> None:
    """Run pip, whose output is for standard error alone."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return
    told = done.stderr or done.stdout
    if "No module named pip" in told:
        raise Broken(f"Cannot {verb}: this environment has no pip; run: {sys.executable} -m ensurepip")
    if "No matching distribution" in told:
        raise UsageError(f"Cannot {verb}: there is no such package; `oro wasm plugin search` shows the languages")
    raise Broken(f"Cannot {verb}: {_last(told)}")


def _last(told: str) -> str:
    errors = [line for line in told.splitlines() if line.startswith("ERROR: ")]
    lines = [line for line in told.splitlines() if line.strip()]
    return (errors or lines or ["pip says nothing"])[-1].removeprefix("ERROR: ")
