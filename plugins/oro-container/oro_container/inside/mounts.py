"""The file system of a container, made from a list of mounts.

Each is an object with `at`, the absolute path in the container, and one of

| member    | is                                                                                  |
|-----------|-------------------------------------------------------------------------------------|
| `bind`    | a path of the machine; with `writable`, and `optional` where it may be missing      |
| `tmpfs`   | the bytes that a new file system in memory may hold; with `mode` and `inodes`       |
| `overlay` | an object with `lower` (paths, the uppermost first), `upper` and `work`             |
| `link`    | the target of a symbolic link                                                       |
| `text`    | the content of a file; with `mode`                                                  |
| `folder`  | true, for an empty folder                                                           |
| `devices` | true, for `/dev` with terminals of its own                                          |
"""

from __future__ import annotations

import os
from typing import Any

from oro_container.inside import syscalls
from oro_container.inside.syscalls import MS_BIND, MS_NODEV, MS_NOEXEC, MS_NOSUID, MS_RDONLY, MS_REC

__all__ = ("enter_root", "make_root")

_REMOUNT = 32
_OF_THE_MACHINE = (
    *("kcore", "keys", "key-users", "kmsg", "kpagecgroup", "kpagecount", "kpageflags", "latency_stats", "pagetypeinfo"),
    *("sched_debug", "slabinfo", "sysrq-trigger", "timer_list", "vmallocinfo"),
)
"""Files of `/proc` about the machine that no program needs."""
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")
_LINKS = {"fd": "/proc/self/fd", "stdin": "fd/0", "stdout": "fd/1", "stderr": "fd/2", "ptmx": "pts/ptmx"}


def make_root(root: str, mounts: list[dict[str, Any]]) -> None:
    """Mount everything below a folder.

    Raises:
        OSError: one of them cannot be mounted; it names the path.
    """
    syscalls.mount("tmpfs", root, "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755")
    for each in mounts:
        _mount(root, each)
    os.mkdir(f"{root}/proc")


def enter_root(root: str) -> None:
    """Make the folder the root, read-only but for the mounts in it; called by the first process of the namespace.

    Raises:
        OSError: the system refuses it.
    """
    # Before the root is another: the kernel lets `/proc` be mounted where one is seen whole.
    syscalls.mount("proc", f"{root}/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    _hold_proc(f"{root}/proc", f"{root}/dev/null")
    syscalls.pivot_root(root)
    syscalls.mount("none", "/", flags=MS_BIND | _REMOUNT | MS_RDONLY | MS_NOSUID | MS_NODEV)


def _hold_proc(proc: str, nothing: str) -> None:
    """Keep programs from changing the machine by `/proc`, and from reading of all of its memory.

    The files there are root's, and when the app is root its programs are too, though without rights.
    """
    for name in _OF_THE_MACHINE:
        if os.path.exists(f"{proc}/{name}"):
            syscalls.mount(nothing, f"{proc}/{name}", flags=MS_BIND)
    syscalls.protect(proc, MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_RDONLY)


def _mount(root: str, asked: dict[str, Any]) -> None:
    target = root + asked["at"].rstrip("/")
    if "bind" in asked:
        _bind(target, asked)
    elif "tmpfs" in asked:
        os.makedirs(target, exist_ok=True)
        options = f"size={asked['tmpfs']},mode={asked.get('mode', 0o755):o}"
        if asked.get("inodes"):
            options += f",nr_inodes={asked['inodes']}"
        syscalls.mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, options)
    elif "overlay" in asked:
        _overlay(target, asked["overlay"])
    elif "link" in asked:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.symlink(asked["link"], target)
    elif "text" in asked:
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", encoding="utf-8") as file:
            file.write(asked["text"])
        os.chmod(target, asked.get("mode", 0o644))
    elif "devices" in asked:
        _devices(target)
    else:
        os.makedirs(target, exist_ok=True)


def _bind(target: str, asked: dict[str, Any]) -> None:
    source: str = asked["bind"]
    if not os.path.exists(source) and asked.get("optional"):
        return
    if os.path.isdir(source):
        os.makedirs(target, exist_ok=True)
    else:
        _touch(target)
    syscalls.mount(source, target, flags=MS_BIND | MS_REC)
    syscalls.protect(target, MS_NOSUID | MS_NODEV | (0 if asked.get("writable") else MS_RDONLY))


def _overlay(target: str, layers: dict[str, Any]) -> None:
    os.makedirs(target, exist_ok=True)
    lower = ":".join(_escaped(path) for path in layers["lower"])
    options = f"lowerdir={lower},upperdir={_escaped(layers['upper'])},workdir={_escaped(layers['work'])},userxattr"
    syscalls.mount("overlay", target, "overlay", MS_NOSUID | MS_NODEV, options)


def _escaped(path: str) -> str:
    return path.replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,")


def _devices(target: str) -> None:
    os.makedirs(target, exist_ok=True)
    syscalls.mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NOEXEC, "size=1m,mode=755")
    for name in _DEVICES:
        _touch(f"{target}/{name}")
        syscalls.mount(f"/dev/{name}", f"{target}/{name}", flags=MS_BIND)
    for name in ("pts", "shm"):
        os.mkdir(f"{target}/{name}")
    syscalls.mount("devpts", f"{target}/pts", "devpts", MS_NOSUID | MS_NOEXEC, "newinstance,ptmxmode=0666,mode=620")
    syscalls.mount("tmpfs", f"{target}/shm", "tmpfs", MS_NOSUID | MS_NODEV, "size=256m,mode=1777")
    for name, link in _LINKS.items():
        os.symlink(link, f"{target}/{name}")


def _touch(path: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o644))
