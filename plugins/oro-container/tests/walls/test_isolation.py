"""What is reported of the walls."""

from __future__ import annotations

import dataclasses

from oro_container.containers.control_groups.places import Controller
from oro_container.containers.isolation import isolation
from oro_container.core.policy import LEVELS, Level, Policy

NONE: frozenset[Controller] = frozenset()


def holdings(
    level: Level, policy: Policy, *, root: bool = False, limited: frozenset[Controller] = NONE, watched: bool = True
) -> dict[str, str]:
    told = dataclasses.asdict(isolation(level, policy, root=root, limited=limited, watched=watched))
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
    assert holdings("namespaces", Policy(), root=True, limited=frozenset({"pids"}))["processes"] == "held"


def test_without_walls_nothing_is_held() -> None:
    assert set(holdings("none", Policy()).values()) == {"not held"}
    for level in LEVELS:
        holdings(level, Policy())


def test_memory_and_processors_are_held_by_a_group_alone() -> None:
    policy = Policy(memory=1 << 30, cpus=1.5)
    told = holdings("namespaces", policy)
    assert (told["memory"], told["cpu"]) == ("per process", "not held")
    told = holdings("namespaces", policy, limited=frozenset({"memory", "cpu"}))
    assert (told["memory"], told["cpu"]) == ("held", "held")
    assert holdings("namespaces", Policy(), limited=frozenset({"pids"}))["memory"] == "not held"
