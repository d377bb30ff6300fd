"""Checks of `oro doctor`: the walls that containers can have here, and the programs in them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from oro_container.programs.node import find_node
from oro_framework.commands import Finding

__all__ = ("examine",)

_TRY = "from oro_container.inside import namespaces; namespaces.enter(); namespaces.enter_processes()"
"""In a process of its own, for one that is in new namespaces cannot go back."""
_PATIENCE = 20


def examine() -> Iterator[Finding]:
    """Yield the findings about walls and Node."""
    if sys.platform != "linux":
        yield Finding(subject="containers", state="warning", detail='here they run by engine "page" alone')
        return
    if (why := _refusal()) is None:
        yield Finding(subject="containers", detail="walls: namespaces")
    else:
        mend = ("sysctl kernel.apparmor_restrict_unprivileged_userns", "sysctl user.max_user_namespaces")
        detail = f"none boot, for this system gives programs no namespaces of their own: {why}"
        yield Finding(subject="containers", state="warning", detail=detail, mend=mend)
    node = find_node()
    if node is None:
        yield Finding(subject="containers: node", state="warning", detail="not here", mend=("apt install nodejs npm",))
    else:
        yield Finding(subject="containers: node", detail=node.program + ("" if node.npm else ", without npm"))


def _refusal() -> str | None:
    """Return why a process may not enter namespaces; None where it may."""
    command = [sys.executable, "-c", _TRY]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return None if done.returncode == 0 else (done.stderr.strip().splitlines() or ["it ended"])[-1]
