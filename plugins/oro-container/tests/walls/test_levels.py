"""Which walls a system gives: what `oro doctor` finds, what boots, and what is said where nothing does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from oro_container.containers.choosing import choose, reasons
from oro_container.errors import CannotBoot
from oro_container.programs.node import Node, find_node

_ASK = """
import json, sys
sys.path.insert(0, sys.argv[1])
import refusals, trio
from oro_container.api import Containers, Policy
from oro_container.cli.findings import examine
from oro_container.errors import CannotBoot
if sys.argv[2]:
    refusals.REFUSALS[sys.argv[2]]()
async def boot(**policy):
    async with Containers(__import__("pathlib").Path(sys.argv[3])) as containers:
        try:
            async with containers.booted(policy=Policy(**policy)) as container:
                return [container.level, (await container.run("echo", "ran")).output.decode()]
        except CannotBoot as error:
            return [error.message]
found = next(each for each in examine() if each.subject == "containers")
booted = [trio.run(lambda: boot(**policy)) for policy in ({}, {"level": "namespaces"}, {"level": "none"})]
print(json.dumps({"state": found.state, "detail": found.detail, "mend": found.mend, "booted": booted}))
"""
NODE = "node-permission" if find_node() is not None else "none"


def ask(refused: str, folder: Path) -> Any:
    """Return what a process finds and boots that is refused something."""
    command = [sys.executable, "-c", _ASK, str(Path(__file__).parent), refused, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_namespaces_come_first(tmp_path: Path) -> None:
    found = ask("", tmp_path)
    assert (found["state"], found["detail"], found["mend"]) == ("ok", "walls: namespaces", [])
    assert found["booted"] == [["namespaces", "ran\n"]] * 3


@pytest.mark.parametrize("refused", ["sysctl", "rights"])
def test_landlock_comes_second(tmp_path: Path, refused: str) -> None:
    found = ask(refused, tmp_path)
    assert found["state"] == "warning"
    assert found["detail"].startswith("walls: landlock, which are weaker, for programs get no namespaces: ")
    assert len(found["mend"]) == 1
    if refused == "sysctl":
        assert found["mend"] == ["sudo sysctl -w user.max_user_namespaces=10000"]
    default, demanding, all = found["booted"]
    assert default == all == ["landlock", "ran\n"]
    assert 'walls of level "namespaces" (namespaces: ' in demanding[0]
    assert "kernel.apparmor_restrict_unprivileged_userns" in demanding[0]
    assert 'level = "landlock"' in demanding[0]


def test_weaker_walls_are_only_those_that_are_asked_for(tmp_path: Path) -> None:
    found = ask("landlock", tmp_path)
    assert f'none boot unless [container] says level = "{NODE}"' in found["detail"]
    default, _, all = found["booted"]
    assert "landlock: the kernel has no Landlock" in default[0]
    assert all == [NODE, "ran\n"]


def test_without_filters_none_boots(tmp_path: Path) -> None:
    found = ask("filters", tmp_path)
    assert found["detail"].startswith("none boot, for this system lets programs have no filter of system calls: ")
    assert all("Cannot boot a container" in message for (message,) in found["booted"])


def test_the_strongest_of_those_that_will_do_is_chosen() -> None:
    assert choose("none", "namespaces", {}, None) == "namespaces"
    assert choose("landlock", "landlock", {}, None) == "landlock"
    assert choose("none", "namespaces", {"namespaces": "no", "landlock": "no"}, None) == "none"
    with pytest.raises(CannotBoot, match='the strongest walls it may have are "landlock"'):
        choose("namespaces", "landlock", {}, None)
    old = Node("/nothing/node", None)
    assert set(reasons({}, old)) == {"node-permission"}
