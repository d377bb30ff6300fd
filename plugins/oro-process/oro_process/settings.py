"""The configuration keys oro-process reads."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import positive
from oro_framework.types import Setting
from oro_process.program import ProgramScope

__all__ = ("ALL", "GRACE", "MAX_CHILDREN", "PROGRAMS")

PROGRAMS = Setting(
    "permissions_process_programs",
    ProgramScope.parse,
    ProgramScope(),
    'programs pages may start, such as ["git", "/usr/bin/ssh", "/opt/tools/*"]; all when unset',
)
MAX_CHILDREN = Setting("process_max_children", positive, 256, "programs one window may have running")
GRACE = Setting("process_grace", float, 0.5, "seconds between SIGTERM and SIGKILL for programs whose window has gone")

ALL: tuple[Setting[Any], ...] = (PROGRAMS, MAX_CHILDREN, GRACE)
