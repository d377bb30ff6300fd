"""The packages of npm that tests use, and what does not work: read from the files of `tests/npm`."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "npm"
_SAID = re.compile(r"^exports\.(name|job|server) = '(.*)'$", re.MULTILINE)


class Use(Struct, frozen=True):
    """The use of one package: its file, and what is read of it without running it."""

    file: str
    package: str
    version: str
    job: str
    server: str | None


def uses() -> list[Use]:
    """Return every use, in the order of their files."""
    versions: Mapping[str, str] = json.loads((FOLDER / "package.json").read_text())["dependencies"]
    return [_use(path, versions) for path in sorted(FOLDER.glob("uses/*.cjs"))]


def deviations() -> Mapping[str, Mapping[str, str]]:
    """Return the packages that do not do in a page what they do in Node: the reason by engine, or by `all`."""
    return tomllib.loads((FOLDER / "deviations.toml").read_text("utf-8"))


def _use(path: Path, versions: Mapping[str, str]) -> Use:
    said = dict(_SAID.findall(path.read_text("utf-8")))
    package = said.get("name", path.stem)
    return Use(path.stem, package, versions[package], said["job"], said.get("server"))
