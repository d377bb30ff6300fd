"""Control groups: where they are made, what they limit, and that nothing of them is left."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from oro_container.containers.control_groups.control_group import ControlGroup
from oro_container.containers.control_groups.groups import ControlGroups, wanted
from oro_container.containers.control_groups.handing_down import hand_down
from oro_container.containers.control_groups.places import LEAF, Place, own_places, usable
from oro_container.containers.control_groups.sweeping import sweep
from oro_container.containers.launcher import Launcher
from oro_container.core.policy import Policy

HERE = usable(own_places(Path("/")))
SECOND = "30 1 0:1 / /groups rw,nosuid shared:1 - cgroup2 cgroup rw\n"
ALL = Policy(processes=40, memory=1 << 28, cpus=0.5)
pytestmark = pytest.mark.anyio


def test_each_controller_of_version_1_has_its_own_group(tmp_path: Path) -> None:
    mounted = "".join(
        f"{number} 1 0:{number} / /groups/{name} rw - cgroup cgroup rw,{name}\n"
        for number, name in enumerate(("pids", "memory", "cpu,cpuacct"), 30)
    )
    _system(tmp_path, "8:pids:/\n4:memory:/other\n2:cpu,cpuacct:/deep/er\n0::/\n", mounted)
    expected = {"pids": "pids", "memory": "memory/other", "cpu": "cpu,cpuacct/deep/er"}
    found = own_places(tmp_path)
    assert found == {name: Place(tmp_path / "groups" / path, 1) for name, path in expected.items()}
    assert usable(found) == {}
    (tmp_path / "groups/pids").mkdir(parents=True)
    assert list(usable(found)) == ["pids"]


@pytest.mark.parametrize(("handed_down", "found"), [("cpu pids", ["cpu", "pids"]), ("memory", ["memory"]), (None, [])])
def test_version_2_limits_what_is_handed_down(tmp_path: Path, handed_down: str | None, found: list[str]) -> None:
    _system(tmp_path, "0::/app\n", SECOND)
    folder = tmp_path / "groups" / "app"
    folder.mkdir(parents=True)
    if handed_down is not None:
        (folder / "cgroup.subtree_control").write_text(handed_down)
    assert list(usable(own_places(tmp_path))) == found


def test_a_mount_of_a_part_is_that_part(tmp_path: Path) -> None:
    _system(tmp_path, "0::/engine/one/app\n", SECOND.replace(" / /groups", " /engine/one /groups"))
    assert own_places(tmp_path)["memory"] == Place(tmp_path / "groups/app", 2)
    _system(tmp_path, "0::/elsewhere\n", SECOND.replace(" / /groups", " /engine/one /groups"))
    assert own_places(tmp_path) == {}


def test_without_groups_there_is_none(tmp_path: Path) -> None:
    assert own_places(tmp_path) == {}


def test_a_group_hands_down_what_it_has(tmp_path: Path) -> None:
    # The files of a real one; with version 2 mounted without controllers, there is none to try.
    for name, text in (("cgroup.type", "domain\n"), ("cgroup.procs", ""), ("cgroup.controllers", "cpu io memory\n")):
        (tmp_path / name).write_text(text)
    hand_down(tmp_path)
    assert (tmp_path / "cgroup.subtree_control").read_text() == "+cpu +memory"
    assert (tmp_path / LEAF).is_dir()
    _system(tmp_path, f"0::/{LEAF}\n", SECOND.replace("/groups", "/"))
    assert own_places(tmp_path)["cpu"].folder == tmp_path


def test_limits_are_written_as_each_version_has_them(tmp_path: Path) -> None:
    for version in (1, 2):
        folder = tmp_path / str(version)
        folder.mkdir()
        place = Place(folder, 1 if version == 1 else 2)
        group = ControlGroup({"pids": place, "memory": place, "cpu": place}, "one", ALL)
        (made,) = group.folders
        found = {each.name: each.read_text() for each in made.iterdir()}
        memory = str((1 << 28) + (16 << 20))
        if version == 1:
            quota = {"cpu.cfs_period_us": "100000", "cpu.cfs_quota_us": "50000"}
            assert found == {"pids.max": "48", "memory.limit_in_bytes": memory, **quota}
        else:
            assert found == {"pids.max": "48", "memory.max": memory, "cpu.max": "50000 100000"}


def test_only_root_needs_a_group_for_a_policy_without_amounts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert wanted(Policy(cpu_seconds=1)) == set()
    assert wanted(ALL) == {"memory", "cpu"}
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert wanted(Policy()) == {"pids"}


async def test_a_machine_without_groups_has_none(tmp_path: Path) -> None:
    launcher = Launcher()
    groups = ControlGroups(launcher, tmp_path)
    assert await groups.make(ALL) == (launcher, None)
    await groups.aclose()


def test_groups_of_apps_that_were_killed_are_removed_wherever_they_are(tmp_path: Path) -> None:
    _system(tmp_path, "0::/\n", SECOND)
    # The first is of a process that cannot be; the last two are of others.
    for name in (f"a/b/oro-{1 << 30}-left", "oro-7-runs", "other-99-x", f"oro-{1 << 30}"):
        (tmp_path / "groups" / name).mkdir(parents=True)
    (tmp_path / "proc/7").mkdir()
    sweep(tmp_path)
    left = {str(each.relative_to(tmp_path / "groups")) for each in (tmp_path / "groups").rglob("*")}
    assert left == {"a", "a/b", "oro-7-runs", "other-99-x", f"oro-{1 << 30}"}


@pytest.mark.skipif(len(HERE) < 3, reason="It needs control groups that this user may make")
async def test_a_group_is_made_and_removed() -> None:
    group = ControlGroup(HERE, "test", ALL)
    try:
        assert group.limited == {"cpu", "memory", "pids"}
        assert all((folder / "cgroup.procs").exists() for folder in group.folders)
        assert group.ended() == 0
    finally:
        await group.aclose()
    assert not any(folder.exists() for folder in group.folders)


def test_memory_is_that_of_all_programs_together(contained: Callable[..., Any]) -> None:
    # Four programs, each of which has less than the limit, and together more.
    take = "import time; kept = bytearray(b'x' * (60 << 20)); time.sleep(2)"
    script = f'for n in 1 2 3 4; do python3 -I -S -c "{take}" && echo ended & done; wait; echo over'
    done = contained("sh", "-c", script, programs=("python3",), memory=1 << 27)
    lines = done["output"].split()
    assert lines[-1] == "over"
    if done["holdings"]["memory"] == "held":
        assert lines.count("ended") < 4
        assert "The kernel ended" in done["errors"][0]
    else:
        assert done["holdings"]["memory"] == "per process"
        assert done["errors"] == []


def test_files_in_memory_leave_programs_room(contained: Callable[..., Any], level: str) -> None:
    script = "cat /dev/zero > /tmp/full; cat /dev/zero > /run/full; rm /tmp/full /run/full; echo over"
    done = contained("sh", "-c", script, memory=1 << 26)
    assert done["output"].endswith("over\n")
    if level == "namespaces":
        assert done["output"].count("No space left") >= 1
    else:
        assert done["output"].count("Permission denied") == 2
    assert done["errors"] == []


def test_processors_are_those_of_all_programs_together(contained: Callable[..., Any]) -> None:
    text = """
import json, os, time
begun = time.monotonic()
children = []
for _ in range(2):
    pid = os.fork()
    if not pid:
        while time.process_time() < 0.3:
            pass
        os._exit(0)
    children.append(pid)
for pid in children:
    os.waitpid(pid, 0)
print(json.dumps(time.monotonic() - begun))"""
    done = contained("python3", "-I", "-S", "spin.py", files={"spin.py": text}, programs=("python3",), cpus=0.25)
    if done["holdings"]["cpu"] == "held":
        # 0.6 s of processor time at a quarter of a processor, less what the kernel gives ahead.
        assert json.loads(done["output"]) > 1.5
    else:
        assert done["holdings"]["cpu"] == "not held"


def _system(folder: Path, groups: str, mounts: str) -> None:
    (folder / "proc" / "self").mkdir(parents=True, exist_ok=True)
    (folder / "proc" / "self" / "cgroup").write_text(groups)
    (folder / "proc" / "self" / "mountinfo").write_text(mounts)
