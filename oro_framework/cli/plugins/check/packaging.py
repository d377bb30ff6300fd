"""The package: its license, the frameworks it is for, and what its wheel has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from oro_framework.cli.plugins.check.remark import Remark
from oro_framework.cli.plugins.check.subject import Subject
from oro_framework.host.plugins.record import NAME
from oro_framework.typescript.modules import DECLARATIONS

__all__ = ("examine",)

_FRAMEWORK = re.compile(r"oro[-_.]framework(\[[^\]]*\])?(?P<range>[^;]*)", re.IGNORECASE)


def examine(subject: Subject) -> Iterator[Remark]:
    """Yield remarks on pyproject.toml, and on what a wheel would lack or have too much."""
    yield from _metadata(subject)
    yield from _range(subject)
    yield from _wheel(subject)


def _metadata(subject: Subject) -> Iterator[Remark]:
    about, name = subject.project.about, subject.project.name
    place = subject.place_in_project(r"\[project\]")
    if not about.get("license"):
        yield subject.remark("license", name, "has no license", 'add one: license = "MIT"', place=place)
    if not about.get("requires-python"):
        remedy = 'add requires-python = ">=3.11", as the framework has it'
        yield subject.remark("requires-python", name, "does not say for which Python it is", remedy, place=place)
    if not about.get("version") and "version" not in about.get("dynamic", ()):
        yield subject.remark("version", name, "has no version", 'add version = "0.1.0"', place=place)


def _range(subject: Subject) -> Iterator[Remark]:
    name = subject.project.name
    line = subject.place_in_project(r"dependencies\s*=")
    ranges = [found["range"] for each in subject.project.about.get("dependencies", ()) if (found := _framework(each))]
    if not ranges:
        remedy = 'add to dependencies: "oro-framework>=0.1,<0.2"'
        yield subject.remark("framework-range", name, "does not require oro-framework", remedy, place=line)
    elif ">" not in ranges[0] and "~=" not in ranges[0] and "==" not in ranges[0]:
        message = "takes any oro-framework, those before the hooks it needs too"
        yield subject.remark("framework-range", name, message, 'write "oro-framework>=0.1,<0.2"', place=line)
    elif "<" not in ranges[0] and "~=" not in ranges[0] and "==" not in ranges[0]:
        message = "takes every later oro-framework, and a minor version may change what it builds on"
        yield subject.remark("framework-range", name, message, 'write "oro-framework>=0.1,<0.2"', place=line)


def _framework(requirement: str) -> re.Match[str] | None:
    return _FRAMEWORK.fullmatch(requirement.strip())


def _wheel(subject: Subject) -> Iterator[Remark]:
    place = subject.place_in_project(r"\[tool\.hatch\.build|\[build-system\]")
    if subject.project.table.get("build-system", {}).get("build-backend") == "hatchling.build":
        wanted = [NAME, *([DECLARATIONS] if (subject.package / "js").is_dir() else [])]
        kept = str(_nested(subject.project.table, "tool", "hatch", "build"))
        missing = [name for name in wanted if name not in kept]
        if "oro" not in _nested(subject.project.table, "tool", "hatch", "build", "hooks") and missing:
            message = f"its wheel lacks {' and '.join(missing)}"
            remedy = "add [tool.hatch.build.hooks.oro], and oro-framework to requires of [build-system]"
            yield subject.remark("wheel", subject.project.name, message, remedy, place=place)
    for path in sorted({*subject.package.rglob("test_*.py"), *subject.package.rglob("*.test.js")}):
        if "templates" not in path.parts and "node_modules" not in path.parts:
            message, remedy = "a test in the package is installed everywhere", "move it to tests/, beside the package"
            yield subject.remark("wheel-tests", path.name, message, remedy, place=subject.shown(path))


def _nested(table: Any, *keys: str) -> Any:
    for key in keys:
        table = table.get(key, {})
    return table
