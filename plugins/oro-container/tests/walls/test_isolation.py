"""What is reported of the walls, and the control groups that limit processes."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import pytest
from oro_container.containers.cgroups import ProcessGroup, find_parent
from oro_container.containers.isolation import isolation
from oro_container.core.policy import LEVELS, Level, Policy


def holdings(
    level: Level, policy: Policy, *, root: bool = False, counted: bool = False, watched: bool = True
) -> dict[str, str]:
    told = dataclasses.asdict(isolation(level, policy, root=root, counted=counted, watched=watched))
    assert told.pop("level") == level
    for wall in told.values():
        assert wall["why"].endswith(".")
    return {name: wall["holding"] for name, wall in told.items()}


def test_namespaces_hold_all_but_amounts() -> None:
    held = dict.fromkeys(("files", "processes", "network", "ports", "devices"), "held")
    open = dict.fromkeys(("memory", "cpu", "disk"), "not held")
    assert holdings("namespaces", Policy()) == held | open
    limited = Policy(memory=1 << 30, cpu_seconds=60, hosts=("example.com",), listen=False)
    assert holdings("namespaces", limited) == held | open | {"memory": "per process", "cpu": "per process"}


def test_files_are_held_by_their_file_system_or_watched() -> None:
    assert holdings("namespaces", Policy(disk=1 << 20))["disk"] == "watched"
    assert holdings("namespaces", Policy(files=100), watched=False)["disk"] == "held"


def test_the_number_of_root_s_processes_is_held_by_a_group_alone() -> None:
    assert holdings("namespaces", Policy(), root=True)["processes"] == "not held"
    assert holdings("namespaces", Policy(), root=True, counted=True)["processes"] == "held"


def test_without_walls_nothing_is_held() -> None:
    assert set(holdings("none", Policy()).values()) == {"not held"}
    for level in LEVELS:
        holdings(level, Policy())


def test_a_group_of_version_1_is_found(tmp_path: Path) -> None:
    _system(tmp_path, "8:pids:/\n4:memory:/other\n0::/\n", "30 1 0:1 / /groups/pids rw - cgroup cgroup rw,pids\n")
    (tmp_path / "groups" / "pids").mkdir(parents=True)
    assert find_parent(tmp_path) == tmp_path / "groups" / "pids"


@pytest.mark.parametrize(("handed_down", "found"), [("cpu pids", True), ("cpu", False), (None, False)])
def test_a_group_of_version_2_is_found_where_handed_down(tmp_path: Path, handed_down: str | None, found: bool) -> None:
    _system(tmp_path, "0::/app\n", "30 1 0:1 / /groups rw,nosuid shared:1 - cgroup2 cgroup rw\n")
    folder = tmp_path / "groups" / "app"
    folder.mkdir(parents=True)
    if handed_down is not None:
        (folder / "cgroup.subtree_control").write_text(handed_down)
    assert find_parent(tmp_path) == (folder if found else None)


def test_without_groups_there_is_none(tmp_path: Path) -> None:
    assert find_parent(tmp_path) is None


@pytest.mark.skipif(os.geteuid() != 0 or find_parent() is None, reason="It needs root and a control group")
@pytest.mark.anyio
async def test_a_group_is_made_and_removed() -> None:
    parent = find_parent()
    assert parent is not None
    # Of a process that cannot be.
    left = parent / f"oro-{1 << 30}-left"
    left.mkdir()
    group = ProcessGroup(parent, "test", 40)
    try:
        assert not left.exists()
        assert (group.folder / "pids.max").read_text() == "48\n"
    finally:
        await group.aclose()
    assert not group.folder.exists()


def _system(folder: Path, groups: str, mounts: str) -> None:
    (folder / "proc" / "self").mkdir(parents=True)
    (folder / "proc" / "self" / "cgroup").write_text(groups)
    (folder / "proc" / "self" / "mountinfo").write_text(mounts)
