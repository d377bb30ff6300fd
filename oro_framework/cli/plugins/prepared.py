"""Make what a wheel of a plugin has beside its sources: a record of what it declares, and types of its modules."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from oro_framework.cli.plugins.declarations import declare
from oro_framework.cli.plugins.project import Project
from oro_framework.cli.plugins.records import project_host, records_of
from oro_framework.host.plugins.record import NAME, Record, write_record
from oro_framework.typescript.modules import DECLARATIONS

__all__ = ("Made", "prepare_project")


class Made(Struct, frozen=True):
    """A part of a package that was made, or why it was not."""

    part: str
    """Its path from the project's folder on."""
    made: bool
    detail: str


def prepare_project(project: Project) -> list[Made]:
    """Write the parts anew, and return each.

    Raises:
        Broken: tsc found an error in a module.
    """
    return [*_types(project), *_records(project)]


def _types(project: Project) -> Iterator[Made]:
    for package in project.packages():
        if not (package / "js").is_dir():
            continue
        declared = declare(package)
        part = _part(project, package / DECLARATIONS)
        if declared.written:
            yield Made(part, True, f"types of {', '.join(declared.written)}")
        if declared.missing:
            names = ", ".join(declared.missing)
            detail = f"no types of {names}: write {declared.missing[0]}.d.ts beside the module, or install TypeScript"
            yield Made(part, False, f"{detail}: npm install --save-dev typescript")


def _records(project: Project) -> Iterator[Made]:
    host = project_host(project)
    for name, package, record in records_of(host, project.found()):
        write_record(package, record if isinstance(record, Record) else None)
        part = _part(project, package / NAME)
        if isinstance(record, Record):
            yield Made(part, True, f"apps start without importing {name}")
        else:
            yield Made(part, False, f"apps import {name} when they start: {record}")


def _part(project: Project, path: Path) -> str:
    return path.relative_to(project.folder).as_posix()
