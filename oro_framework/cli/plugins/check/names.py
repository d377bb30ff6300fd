"""Names: a plugin is found, and kept apart from others, by them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from oro_framework.cli.plugins.check.remark import Remark
from oro_framework.cli.plugins.check.subject import Subject

__all__ = ("examine",)

PREFIX = "oro-"
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def examine(subject: Subject) -> Iterator[Remark]:
    """Yield remarks on the names of a plugin and of what it declares."""
    yield from _of_plugin(subject)
    yield from _of_routes(subject)
    for permission in subject.permissions:
        if not subject.is_own(permission.name):
            place = subject.place_of_text(f'"{permission.name}"')
            yield _foreign(subject, "permission-name", "permission", permission.name, place)
    for setting in subject.settings:
        if not subject.is_own(setting.key.removeprefix("permissions_")):  # scopes of a permission begin so
            place = subject.place_of_text(f'"{setting.key}"')
            yield _foreign(subject, "setting-name", "setting", setting.key, place)
    for module in subject.info.modules:
        if "/" not in module and not subject.is_own(module):
            place = subject.shown(subject.package / "js" / f"{module}.js")
            yield _foreign(subject, "module-name", "module", module, place)


def _of_plugin(subject: Subject) -> Iterator[Remark]:
    name, distribution = subject.name, subject.project.name
    line = subject.place_in_project(r"name\s*=")
    if not _NAME.fullmatch(name):
        remedy = "use small letters, digits and hyphens, and begin with a letter"
        message = f'entry point "{name}" is not how plugins are named'
        place = subject.place_in_project(rf'"?{re.escape(name)}"?\s*=')
        yield subject.remark("plugin-name", name, message, remedy, place=place)
    if not distribution.startswith(PREFIX):
        message = f'distribution "{distribution}" is not found by those who look for plugins'
        yield subject.remark("distribution-name", distribution, message, f'name it "{PREFIX}{name}"', place=line)
    expected = f"oro_{name.replace('-', '_')}"
    if subject.package.name != expected:
        message = f'package "{subject.package.name}" is not named as its plugin'
        place = subject.shown(subject.package)
        yield subject.remark("package-name", subject.package.name, message, f'name it "{expected}"', place=place)


def _of_routes(subject: Subject) -> Iterator[Remark]:
    for bound in subject.routes:
        if "." not in bound.name or not subject.is_own(bound.name):
            place = subject.place_of(bound.route.handler)
            yield _foreign(subject, "route-name", "route", bound.name, place)


def _foreign(subject: Subject, code: str, kind: str, name: str, place: str) -> Remark:
    own = subject.name.replace("-", "_")
    begin = {"route": f"{own}.", "setting": f"{own}_", "permission": own, "module": subject.name}[kind]
    message = f'{kind} "{name}" may be that of another plugin'
    return subject.remark(code, name, message, f'begin its name with "{begin}"', place=place)
