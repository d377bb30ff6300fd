"""Apps of tests in the system flavour, whichever packages this machine has."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from oro_build.planning import plan as planning
from oro_build.planning.plan import Plan, make_plan
from oro_build.system import building
from oro_framework.cli.app import describe

__all__ = ("SYSTEM", "is_systems_python", "system_plan")

SYSTEM = Path("/usr/bin/python3")


def is_systems_python() -> bool:
    """Return whether the system has a Python, and this environment one of the same version. Blocks."""
    if not SYSTEM.exists():
        return False
    command = [str(SYSTEM), "-c", "import sys; print(*sys.version_info[:2])"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    return told == "{} {}".format(*sys.version_info)


@contextmanager
def system_plan(folder: Path, files: Mapping[str, str]) -> Iterator[Plan]:
    """Give the plan of an app in the system flavour, which can be built during the block.

    The engine is WebKitGTK whether or not its packages are here, and every library is copied from this environment.

    Args:
        folder: of the app, which is made.
        files: of the app, by name.
    """
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text)
    with (
        patch.object(planning, "choose_engine", lambda asked, kind: ("gtk", "the test")),
        patch.object(planning, "engine_requirements", lambda engine: ["pywebview"]),
        patch.object(building, "offered_packages", lambda distributions, users: {}),
    ):
        yield make_plan(describe(str(folder)), engine="gtk")
