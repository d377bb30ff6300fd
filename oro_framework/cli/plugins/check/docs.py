"""Docs: what each route does, what each setting changes."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from pathlib import Path

from oro_framework.cli.plugins.check.remark import Remark
from oro_framework.cli.plugins.check.subject import Subject

__all__ = ("examine",)


def examine(subject: Subject) -> Iterator[Remark]:
    """Yield remarks on what is not described."""
    for bound in subject.routes:
        if len((inspect.getdoc(bound.route.handler) or "").split()) < 2 and not bound.route.internal:
            message = f'route "{bound.name}" does not say what it does'
            place = subject.place_of(bound.route.handler)
            remedy = "give it a docstring: one sentence, then Raises"
            yield subject.remark("route-docs", bound.name, message, remedy, place=place)
    text = "".join(path.read_text("utf-8", "replace") for path in _pages(subject.project.folder))
    for setting in subject.settings:
        place = subject.place_of_text(f'"{setting.key}"')
        if len(setting.help.split()) < 2:
            message = f'setting "{setting.key}" does not say what it changes'
            yield subject.remark("setting-help", setting.key, message, "give Setting a help of some words", place=place)
        if not _has(text, setting.key.rstrip("_")):
            message = f'setting "{setting.key}" is in no page of the docs'
            remedy = "name it in README.md or docs/, with its default"
            yield subject.remark("setting-docs", setting.key, message, remedy, place=place, weight="advice")
    if not any((subject.project.folder / name).is_file() for name in ("README.md", "README.rst", "README.txt")):
        message, remedy = "the project has no README", "write README.md: what it is for, how it is used"
        yield subject.remark("readme", subject.project.name, message, remedy)
    if not subject.project.about.get("description"):
        place = subject.place_in_project(r"\[project\]")
        message, remedy = "the project has no description", "add one line: description = …"
        yield subject.remark("description", subject.project.name, message, remedy, place=place)


def _pages(folder: Path) -> Iterator[Path]:
    """Yield the README and the pages of the docs, those of a workspace around it too."""
    yield from folder.glob("README*")
    for each in (folder, *folder.parents):
        if (each / "docs").is_dir():
            yield from sorted((each / "docs").rglob("*.md"))
        if (each / ".git").exists() or each == each.parent:
            return


def _has(text: str, key: str) -> bool:
    """Return whether a text names a setting, flat or in a table of its first words: `[word_count] least`."""
    words = key.split("_")
    splits = (("_".join(words[:at]), "_".join(words[at:])) for at in range(1, len(words)))
    return key in text or any(f"[{section}]" in text and rest in text for section, rest in splits)
