"""Checks of `oro doctor`: the walls that containers can have here, and the programs in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

from oro_container.containers.choosing import reasons
from oro_container.core.policy import LEVELS, Level, Policy
from oro_container.page_host import pyodide
from oro_container.page_host.pyodide import find_pyodide
from oro_container.programs.node import find_node
from oro_container.programs.php import php
from oro_container.programs.php.php import find_php
from oro_framework.commands import Finding

__all__ = ("examine",)

_FIND = "import json; from oro_container.inside import levels; print(json.dumps(levels.missing()))"
"""In a process of its own, for one that is in new namespaces cannot go back."""
_PATIENCE = 20
_PROFILE = "/etc/apparmor.d/oro"
_APPARMOR = Path("/proc/sys/kernel/apparmor_restrict_unprivileged_userns")
_MOST = Path("/proc/sys/user/max_user_namespaces")


def examine() -> Iterator[Finding]:
    """Yield the findings about walls, Node, and what is fetched when first used."""
    if sys.platform == "linux":
        yield from _of_host()
    else:
        yield Finding(subject="containers", state="warning", detail='here they run by engine "page" alone')
    if find_spec("oro_wasm") is None:
        yield Finding(subject="containers: PHP", detail="needs oro-wasm", mend=("pip install oro-wasm",))
    else:
        yield Finding(subject="containers: PHP", detail=_place(find_php(), php.MEGABYTES))
    yield Finding(subject='containers: engine "page"', detail=_place(find_pyodide(), pyodide.MEGABYTES))


def _place(folder: Path | None, megabytes: int) -> str:
    return str(folder) if folder is not None else f"fetched when first used, {megabytes} MB"


def _of_host() -> Iterator[Finding]:
    node = find_node()
    missing = _missing()
    why = reasons(missing, node)
    level = next((each for each in LEVELS if each not in why), None)
    if level == LEVELS[0]:
        yield Finding(subject="containers", detail=f"walls: {level}")
    else:
        yield Finding(subject="containers", state="warning", detail=_detail(level, why), mend=tuple(_better(missing)))
    if node is None:
        yield Finding(subject="containers: node", state="warning", detail="not here", mend=("apt install nodejs npm",))
    else:
        yield Finding(subject="containers: node", detail=node.program + ("" if node.npm else ", without npm"))


def _detail(level: Level | None, why: Mapping[Level, str]) -> str:
    told = f"no namespaces: {why['namespaces']}"
    if level is None:
        return f"none boot, for this system lets programs have no filter of system calls: {why['none']}"
    if LEVELS.index(level) <= LEVELS.index(Policy().level):
        return f"walls: {level}, which are weaker, for programs get {told}"
    return f'none boot unless [container] says level = "{level}": {told}; no {Policy().level}: {why[Policy().level]}'


def _better(missing: Mapping[str, str]) -> Iterator[str]:
    """Yield what gives this system better walls."""
    if "namespaces" in missing:
        if _number(_APPARMOR):
            program = os.path.realpath(sys.executable)
            profile = f"abi <abi/4.0>, include <tunables/global> profile oro {program} flags=(unconfined) {{ userns, }}"
            yield f"echo '{profile}' | sudo tee {_PROFILE} && sudo apparmor_parser -r {_PROFILE}"
            yield f"sudo sysctl -w kernel.{_APPARMOR.name}=0"
        elif _number(_MOST) == 0:
            yield f"sudo sysctl -w user.{_MOST.name}=10000"
        else:
            yield "allow user namespaces where this runs: the engine of a container that it is in, or the kernel"
    if "landlock" in missing:
        yield "boot a kernel from 5.13 on with `landlock` in its parameter `lsm=`"


def _number(path: Path) -> int | None:
    """Return what a setting of the kernel is; None where there is none."""
    try:
        return int(path.read_text("ascii"))
    except (OSError, ValueError):
        return None


def _missing() -> Mapping[str, str]:
    """Return why parts of walls are not there."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", _FIND], capture_output=True, text=True, timeout=_PATIENCE, check=False
        )
        found: Mapping[str, str] = json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError) as error:
        return dict.fromkeys(("namespaces", "landlock", "filter"), str(error))
    return found
