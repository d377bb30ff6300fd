"""Permissions: no route does without one, and no path from a page is opened unasked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oro_framework.cli.plugins.check.remark import Remark
from oro_framework.cli.plugins.check.subject import Subject
from oro_framework.host.requests.router import Bound
from oro_framework.host.requests.signature import Param
from oro_framework.parameters import FilePath

__all__ = ("examine",)

_PATH_NAME = re.compile(r"(^|_)(path|file|filename|folder|dir|directory|cwd|src|dest|destination)s?$", re.IGNORECASE)
_GUARDED = re.compile(r"\bpath_guard\b|\bPathGuard\b|\bprotected_paths\b")


def examine(subject: Subject) -> Iterator[Remark]:
    """Yield remarks on what a plugin lets pages do."""
    for bound in subject.routes:
        if bound.route.permission is None and not bound.route.internal:
            message = f'route "{bound.name}" asks for no permission, so every page may call it'
            remedy = 'add permission="…" to @route, and declare it by oro_permissions'
            place = subject.place_of(bound.route.handler)
            yield subject.remark("route-permission", bound.name, message, remedy, place=place)
    yield from _undeclared(subject)
    yield from _unused(subject)
    yield from _paths(subject)
    for mount in subject.host.tables.mounts.values():
        info, declared = mount
        if info.name == subject.name and declared.permission is None:
            message = f'mount "{declared.path}" asks for no permission'
            place = subject.place_of_text(f'"{declared.path}"')
            remedy = "give Mount a permission, or say why every page may have it"
            yield subject.remark("mount-permission", declared.path, message, remedy, place=place, weight="advice")


def _undeclared(subject: Subject) -> Iterator[Remark]:
    for bound in subject.routes:
        name = bound.route.permission
        if name is not None and name not in subject.host.tables.permissions:
            message = f'route "{bound.name}" asks for permission "{name}", which is declared nowhere'
            place = subject.place_of(bound.route.handler)
            yield subject.remark("permission-declared", name, message, "declare it by oro_permissions", place=place)


def _unused(subject: Subject) -> Iterator[Remark]:
    text = "\n".join(subject.sources.values())
    asked = {bound.route.permission for bound in subject.host.routes.values()}
    for permission in subject.permissions:
        place = subject.place_of_text(f'"{permission.name}"')
        if permission.name not in asked and not _is_used(permission.name, text):
            message = f'permission "{permission.name}" guards nothing'
            yield subject.remark("permission-used", permission.name, message, "use it, or leave it out", place=place)
        if len(permission.description.split()) < 2:
            message = f'permission "{permission.name}" does not say what it grants'
            remedy = "describe it as for the person who is asked: Read and change files"
            yield subject.remark("permission-text", permission.name, message, remedy, place=place)


def _is_used(name: str, text: str) -> bool:
    """Return whether a text has a name in quotes twice, or the constant that stands for it."""
    quoted = rf"""["']{re.escape(name)}["']"""
    constants = re.findall(rf"^(\w+)(?:: [\w\[\]]+)? = {quoted}$", text, re.MULTILINE)
    return len(re.findall(quoted, text)) > 1 or any(len(re.findall(rf"\b{each}\b", text)) > 2 for each in constants)


def _paths(subject: Subject) -> Iterator[Remark]:
    found = [(bound, param) for bound in subject.routes for param in bound.signature.params if _is_path(param)]
    for bound, param in found:
        if param.rule.nul:
            message = f'parameter "{param.name}" of route "{bound.name}" looks like a path and may hold NUL'
            yield _of_path(subject, "path-type", bound, param, message, "type it as oro_framework.parameters.FilePath")
    guarded = any(_GUARDED.search(text) for text in subject.sources.values())
    for bound, param in [] if guarded else found:
        message = f'parameter "{param.name}" of route "{bound.name}" may lead to files that are kept from pages'
        remedy = "ask host.path_guard before opening it (oro_framework.protected)"
        yield _of_path(subject, "path-guard", bound, param, message, remedy)


def _of_path(subject: Subject, code: str, bound: Bound, param: Param, message: str, remedy: str) -> Remark:
    place = subject.place_of(bound.route.handler)
    return subject.remark(code, f"{bound.name}:{param.name}", message, remedy, place=place)


def _is_path(param: Param) -> bool:
    return param.type == FilePath or (param.text and _PATH_NAME.search(param.name) is not None)
