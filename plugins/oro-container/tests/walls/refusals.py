"""Ways in which systems refuse namespaces to programs: each holds for this process and all it starts."""

from __future__ import annotations

import errno
import os
import platform
from collections.abc import Callable, Mapping

from oro_container.inside import capabilities, syscalls
from oro_container.inside.seccomp import bpf, listeners
from oro_container.inside.seccomp.numbers import number

__all__ = ("REFUSALS",)

_CREATE_RULESET = 444
"""The same number on every machine."""


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="ascii") as file:
        file.write(text)


def refuse_by_sysctl() -> None:
    """Be in a user namespace below which none can be made, as a system with `user.max_user_namespaces=0`."""
    user, group = os.geteuid(), os.getegid()
    syscalls.unshare(syscalls.CLONE_NEWUSER)
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{user} {user} 1")
    _write("/proc/self/gid_map", f"{group} {group} 1")
    _write("/proc/sys/user/max_user_namespaces", "0")
    capabilities.bound()
    capabilities.drop()


def refuse_by_rights() -> None:
    """Have every mount refused, as Ubuntu's AppArmor does: a user namespace can be made, and gives no rights."""
    _refuse(dict.fromkeys(("mount", "umount2", "pivot_root", "mount_setattr", "sethostname"), errno.EPERM))


def refuse_landlock_too() -> None:
    """Have no Landlock either, as a kernel that is too old."""
    refuse_by_rights()
    _refuse({_CREATE_RULESET: errno.ENOSYS})


def refuse_filters_too() -> None:
    """Have nothing, as in a system that has a filter of its own around programs."""
    refuse_landlock_too()
    _refuse({"seccomp": errno.EPERM})


def _refuse(calls: Mapping[str | int, int]) -> None:
    syscalls.set_no_new_privileges()
    parts = [bpf.load(bpf.CALL)]
    for name, error in calls.items():
        found = number(name, platform.machine()) if isinstance(name, str) else name
        if found is not None:
            parts.append(bpf.skip_unless_equal(found, bpf.refuse(error)))
    listeners.install(b"".join((*parts, bpf.result(bpf.ALLOW))), listener=False)


REFUSALS: Mapping[str, Callable[[], None]] = {
    "sysctl": refuse_by_sysctl,
    "rights": refuse_by_rights,
    "landlock": refuse_landlock_too,
    "filters": refuse_filters_too,
}
