"""Reports what the walls of a container hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from oro_container.containers.control_groups.places import Controller
from oro_container.core.policy import Level, Policy

__all__ = ("Holding", "Isolation", "Wall", "isolation")

Holding = Literal["held", "in part", "per process", "watched", "not held"]


@dataclass(frozen=True, slots=True)
class Wall:
    """How one thing is held."""

    holding: Holding
    why: str
    """A sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """Tells for each thing how the walls of a container hold it."""

    level: Level
    files: Wall
    processes: Wall
    network: Wall
    ports: Wall
    memory: Wall
    cpu: Wall
    disk: Wall
    devices: Wall


_OPEN = Wall("not held", "Programs may change all that the app's user may, and so get what they are refused.")


def isolation(level: Level, policy: Policy, *, root: bool, limited: frozenset[Controller], watched: bool) -> Isolation:
    """Return what holds for a container.

    Args:
        level: its walls.
        policy: what it may do.
        root: whether the app runs as root, whom limits of users do not bind.
        limited: what a control group limits for all of its processes together.
        watched: whether its files are looked at, as the file system they are on does not limit them.
    """
    memory, cpu, disk = _memory(policy, "memory" in limited), _cpu(policy, "cpu" in limited), _disk(policy, watched)
    if level in ("node-permission", "none"):
        why = "Node's own permissions keep its scripts from other files, but not the programs that they start."
        files = Wall("in part", why) if level == "node-permission" else _OPEN
        walls = dict.fromkeys(("processes", "network", "ports", "devices"), _OPEN)
        return Isolation(level=level, files=files, memory=memory, cpu=cpu, disk=disk, **walls)
    if level == "landlock":
        return Isolation(
            level=level,
            files=Wall(
                "in part", "Programs open and change only what they are given, but see names and sizes of more."
            ),
            processes=_shared_processes(root, "pids" in limited),
            network=Wall("held", "Programs reach each other, and by the app the hosts that are named, by TCP."),
            ports=_shared_ports(policy),
            memory=memory,
            cpu=cpu,
            disk=disk,
            devices=Wall("held", "Programs open no devices but their terminal and those without effect."),
        )
    return Isolation(
        level=level,
        files=Wall("held", "Programs see the folders and programs that are given to them, and no other files."),
        processes=_processes(root, "pids" in limited),
        network=_network(policy),
        ports=Wall("held", "Programs listen in a network of their own, which the app alone connects to.")
        if policy.listen
        else Wall("held", "Programs may not listen."),
        memory=memory,
        cpu=cpu,
        disk=disk,
        devices=Wall("held", "Programs have terminals of their own, and devices without effect."),
    )


def _disk(policy: Policy, watched: bool) -> Wall:
    if policy.disk is None and policy.files is None:
        return Wall("not held", "Programs may fill the disk that the files are on: the policy sets no limit.")
    if watched:
        return Wall(
            "watched",
            "The container ends soon after its files are more than is allowed, but for those removed while open.",
        )
    return Wall("held", "The file system that the files are on has no more room than the policy allows.")


def _processes(root: bool, counted: bool) -> Wall:
    if root and not counted:
        why = "Programs see only their own, but may start any number: the app is root, and has no control group."
        return Wall("not held", why)
    by = "control group" if counted else "user namespace"
    return Wall("held", f"Programs see and signal only their own, and a {by} limits how many there are.")


def _shared_processes(root: bool, counted: bool) -> Wall:
    only = "Programs signal only their own, but see numbers and commands of others"
    if counted:
        return Wall("in part", f"{only}; a control group limits how many there are.")
    if root:
        return Wall("in part", f"{only}, and may start any number: the app is root, and has no control group.")
    return Wall("in part", f"{only}; how many there are is limited beside those that the user has.")


def _shared_ports(policy: Policy) -> Wall:
    if not policy.listen:
        return Wall("held", "Programs may not listen.")
    return Wall("in part", "Programs listen on an address of their own of this machine, which others on it reach too.")


def _network(policy: Policy) -> Wall:
    if policy.hosts:
        return Wall("held", "Programs reach nothing themselves: the app connects them to the hosts that are named.")
    return Wall("held", "Programs have a network of their own without a way out.")


def _memory(policy: Policy, limited: bool) -> Wall:
    if policy.memory is None:
        return Wall("not held", "Programs may take all memory: the policy sets no limit.")
    if limited:
        return Wall("held", "A control group limits the memory of all programs together, files in memory included.")
    return Wall("per process", "Each process has its limit; shared memory and the sum of all have none.")


def _cpu(policy: Policy, limited: bool) -> Wall:
    if policy.cpus is not None and limited:
        return Wall("held", "A control group limits the processor time of all programs together.")
    if policy.cpu_seconds is not None:
        return Wall("per process", "Each process ends after its seconds; the sum of all has no limit.")
    if policy.cpus is not None:
        return Wall("not held", "Programs may run on every processor: the app may make no control group to limit it.")
    return Wall("not held", "Programs may run on every processor: the policy sets no limit.")
