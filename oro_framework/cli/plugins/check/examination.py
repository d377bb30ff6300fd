"""All remarks on the plugins of a project, with the reasons that its author gives.

[tool.oro.check.reasons]
"route-name" = "these routes are older than the name of the plugin"
"route-permission:clock.now" = "the time is no secret"
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import structs

from oro_framework.cli.plugins.check import docs, hooks, names, packaging, permissions, start, typing
from oro_framework.cli.plugins.check.remark import Remark
from oro_framework.cli.plugins.check.subject import Subject
from oro_framework.cli.plugins.project import Project
from oro_framework.host.app import Host

__all__ = ("examine",)

PARTS = (hooks, names, permissions, typing, docs, packaging, start)
WEIGHTS = ("error", "advice", "note")


def examine(project: Project, host: Host) -> list[Remark]:
    """Return the remarks on a project whose plugins a host has loaded, errors first."""
    found = [
        remark for name in project.entries for part in PARTS for remark in part.examine(Subject(project, name, host))
    ]
    reasoned = _with_reasons(dict.fromkeys(found), project)
    return sorted(reasoned, key=lambda each: (WEIGHTS.index(each.weight), each.place, each.code, each.about))


def _with_reasons(found: Iterable[Remark], project: Project) -> Iterator[Remark]:
    reasons: Mapping[str, str] = project.table.get("tool", {}).get("oro", {}).get("check", {}).get("reasons", {})
    for remark in found:
        reason = reasons.get(f"{remark.code}:{remark.about}", reasons.get(remark.code, ""))
        yield structs.replace(remark, reason=reason)
