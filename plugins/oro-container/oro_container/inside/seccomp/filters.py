"""The filter of system calls that every program within the walls runs under.

Rules
1. A call of another machine (32-bit on 64-bit) ends the process; a call of x32, and one newer than this file, does not
   exist (ENOSYS).
2. What looks into other processes, changes mounts, namespaces, the kernel or the machine is refused (EPERM).
3. Sockets are of the families and protocols a level allows, and no other (EAFNOSUPPORT, EPROTONOSUPPORT).
4. `listen`, and `connect` where it is asked for, are told to a listener, which makes the call itself: nothing that
   was looked at can be exchanged meanwhile.
5. Without namespaces of their own, programs share more with the machine. There calls that reach other processes, that
   change permissions and times of files, that watch them, and that give a socket its address are told to the listener
   too, and what has no owner that could be looked at (queues and memory of System V, other users' locks) is refused.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterable, Mapping
from typing import Final

from oro_container.inside.seccomp import bpf
from oro_container.inside.seccomp.numbers import ARCHITECTURES, LAST, number

__all__ = ("NAMESPACES_SOCKETS", "OF_PROCESSES", "REFUSED", "SHARED_REFUSED", "SHARED_SOCKETS", "SHARED_TOLD", "build")

_INTERNET, _LOCAL, _NETLINK = (socket.AF_INET, socket.AF_INET6), socket.AF_UNIX, 16
_STREAM, _DATAGRAM, _RAW, _SEQUENCED = 1, 2, 3, 5
_ANY = 0xFFFFFFFF
"""Of a protocol: all pass."""
_TYPE_BITS = 0xF
_X32 = 0x40000000
_NEW_NAMESPACES = 0x7E020000
_NEW_TIME = 0x80
_FAST_OPEN = 0x20000000
_OF_TERMINALS = (0x5412, 0x541C, 0x5423)
"""TIOCSTI, TIOCLINUX and TIOCSETD: what is typed, what a console has, and what reads a terminal, for which the kernel
loads parts that no program here needs."""
_DEVICE_QUESTIONS = (0x890B, 0x8A00)
"""Questions about network interfaces; a socket of the outside would answer for the machine."""
_HARMLESS_QUESTIONS = (0x8910, 0x8933)
"""SIOCGIFNAME and SIOCGIFINDEX, names of interfaces, which if_nametoindex(3) asks for."""
_PERSONALITIES = (0, 8, 0x20000, 0x20008, 0xFFFFFFFF)
"""Linux, Linux of 32 bits, each with a version of 2.6, and the question which it is."""

REFUSED: Final = (
    # Other processes.
    "kcmp",
    "pidfd_getfd",
    "process_vm_readv",
    "process_vm_writev",
    "ptrace",
    # Mounts and namespaces.
    "fsconfig",
    "fsmount",
    "fsopen",
    "fspick",
    "mount",
    "mount_setattr",
    "move_mount",
    "open_by_handle_at",
    "open_tree",
    "open_tree_attr",
    "pivot_root",
    "setns",
    "umount2",
    # Parts of the kernel that programs for people do without, and that have had holes.
    "add_key",
    "bpf",
    "fanotify_init",
    "io_uring_enter",
    "io_uring_register",
    "io_uring_setup",
    "keyctl",
    "lookup_dcookie",
    "migrate_pages",
    "modify_ldt",
    "move_pages",
    "perf_event_open",
    "request_key",
    "userfaultfd",
    # The machine.
    "_sysctl",
    "acct",
    "clock_settime",
    "create_module",
    "delete_module",
    "finit_module",
    "get_kernel_syms",
    "init_module",
    "ioperm",
    "iopl",
    "kexec_file_load",
    "kexec_load",
    "nfsservctl",
    "query_module",
    "quotactl",
    "quotactl_fd",
    "reboot",
    "setdomainname",
    "sethostname",
    "settimeofday",
    "swapoff",
    "swapon",
    "syslog",
    "uselib",
    "ustat",
    "vhangup",
)
"""Calls that are refused whatever their arguments are."""

Sockets = Mapping[int, Mapping[int, Iterable[int]]]
"""By family, then type: the protocols."""
_TCP = {_STREAM: (0, socket.IPPROTO_TCP)}
_UDP = {_DATAGRAM: (0, socket.IPPROTO_UDP)}
_ROUTES = {_DATAGRAM: (0,), _RAW: (0,)}
NAMESPACES_SOCKETS: Final[Sockets] = {
    **{family: {**_TCP, **_UDP} for family in _INTERNET},
    _LOCAL: {_STREAM: (_ANY,), _DATAGRAM: (_ANY,), _SEQUENCED: (_ANY,), _RAW: (_ANY,)},
    _NETLINK: _ROUTES,
}
SHARED_SOCKETS: Final[Sockets] = {
    **dict.fromkeys(_INTERNET, _TCP),
    _LOCAL: {_STREAM: (_ANY,), _SEQUENCED: (_ANY,)},
    _NETLINK: _ROUTES,
}
"""Without a network of its own a program has no datagrams: each of them can go elsewhere without a connection."""

OF_PROCESSES: Final[Mapping[str, int]] = {
    "ioprio_set": 1,
    "kill": 0,
    "prlimit64": 0,
    "rt_sigqueueinfo": 0,
    "rt_tgsigqueueinfo": 0,
    "sched_setaffinity": 0,
    "sched_setattr": 0,
    "sched_setparam": 0,
    "sched_setscheduler": 0,
    "setpriority": 1,
    "tgkill": 0,
    "tkill": 0,
}
"""Calls that reach a process or a thread, and which argument names it; 0 is the caller."""
_OF_FILES = ("chmod", "fchmod", "fchmodat", "fchmodat2", "futimesat", "utime", "utimensat", "utimes")
SHARED_TOLD: Final = ("bind", "connect", "inotify_add_watch", "listen", *OF_PROCESSES, *_OF_FILES)
"""Calls that a listener is told of where programs share the machine's processes, files and network."""
SHARED_REFUSED: Final[Mapping[str, int]] = {
    **dict.fromkeys(("chown", "fchown", "fchownat", "lchown"), errno.EPERM),
    **dict.fromkeys(("setxattr", "lsetxattr", "fsetxattr", "setxattrat"), errno.EOPNOTSUPP),
    **dict.fromkeys(("getxattr", "lgetxattr", "getxattrat"), errno.EOPNOTSUPP),
    **dict.fromkeys(("listxattr", "llistxattr", "listxattrat"), errno.EOPNOTSUPP),
    **dict.fromkeys(("removexattr", "lremovexattr", "fremovexattr", "removexattrat"), errno.EOPNOTSUPP),
    **dict.fromkeys(("file_setattr", "pidfd_send_signal", "process_madvise", "process_mrelease"), errno.EPERM),
    **dict.fromkeys(("shmget", "shmat", "shmctl", "semget", "semop", "semctl", "semtimedop"), errno.ENOSYS),
    **dict.fromkeys(("msgget", "msgsnd", "msgrcv", "msgctl", "mq_open", "mq_unlink"), errno.ENOSYS),
}
"""Calls that are refused there whatever their arguments are, with the error."""
_SIGURG = 23
"""It does nothing to a process that does not want it; programs in Go send it to their own threads all the time."""
_OWNERS = (8, 10, 15, 1024)
"""F_SETOWN, F_SETSIG, F_SETOWN_EX and F_SETLEASE: whom the kernel sends which signal."""
_SHARED_IOCTLS = (0x8901, 0x8902, 0x40086602, 0x40087602, 0x401C5820)
"""FIOSETOWN and SIOCSPGRP, which are the same for sockets; FS_IOC_SETFLAGS, FS_IOC_SETVERSION and FS_IOC_FSSETXATTR."""


def build(
    sockets: Sockets,
    told: Iterable[str] = ("listen",),
    machine: str = os.uname().machine,
    *,
    shared: bool = False,
    truncates: bool = True,
) -> bytes:
    """Return the filter for a machine.

    Args:
        sockets: which can be made.
        told: the calls that a listener is told of.
        machine: as uname(2) names it.
        shared: whether programs share the machine's processes, files and network.
        truncates: whether files are cut by their path; Landlock holds that since its version 3.

    Raises:
        OSError: ENOSYS, the machine is not known.
    """
    if machine not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"There is no filter of system calls for {machine}")
    parts = [
        bpf.load(bpf.ARCHITECTURE),
        bpf.skip_if_equal(ARCHITECTURES[machine], bpf.result(bpf.KILL)),
        bpf.load(bpf.CALL),
        bpf.skip_unless_from(_X32 if machine == "x86_64" else LAST + 1, bpf.refuse(errno.ENOSYS)),
        bpf.skip_unless_above(LAST, bpf.refuse(errno.ENOSYS)),
    ]
    blocks = {**dict.fromkeys(REFUSED, bpf.refuse(errno.EPERM)), **_looked_at(sockets)}
    blocks |= dict.fromkeys(told, bpf.result(bpf.NOTIFY))
    if shared:
        blocks |= {name: bpf.refuse(error) for name, error in SHARED_REFUSED.items()}
        blocks |= _looked_at_where_shared(told)
    if not truncates:
        blocks["truncate"] = bpf.refuse(errno.EPERM)
    for name, block in blocks.items():
        if (call := number(name, machine)) is not None:
            parts.append(bpf.skip_unless_equal(call, block))
    return b"".join((*parts, bpf.result(bpf.ALLOW)))


def _looked_at(sockets: Sockets) -> dict[str, bytes]:
    """Return blocks for the calls whose arguments decide, each of which ends with a result."""
    return {
        "clone": _refused_with_any_bit(0, _NEW_NAMESPACES, errno.EPERM),
        # Its flags are in memory, where a filter cannot look; C libraries go on with clone.
        "clone3": bpf.refuse(errno.ENOSYS),
        "unshare": _refused_with_any_bit(0, _NEW_NAMESPACES | _NEW_TIME, errno.EPERM),
        "sendto": _refused_with_any_bit(3, _FAST_OPEN, errno.EOPNOTSUPP),
        "sendmsg": _refused_with_any_bit(2, _FAST_OPEN, errno.EOPNOTSUPP),
        "sendmmsg": _refused_with_any_bit(3, _FAST_OPEN, errno.EOPNOTSUPP),
        "ioctl": _ioctl(),
        "personality": _only(0, _PERSONALITIES, errno.EPERM),
        "socket": _sockets(sockets),
        "socketpair": _only(0, (_LOCAL,), errno.EAFNOSUPPORT),
    }


def _looked_at_where_shared(told: Iterable[str]) -> dict[str, bytes]:
    asked = {name: index for name, index in OF_PROCESSES.items() if name in told}
    blocks = {name: _told_unless_own(index) for name, index in asked.items()}
    for name in ("setpriority", "ioprio_set"):
        # Those of the caller's user are of the machine.
        if name in blocks:
            refused = bpf.skip_unless_equal(2 if name == "setpriority" else 3, bpf.refuse(errno.EPERM))
            blocks[name] = bpf.load(bpf.argument(0)) + refused + blocks[name]
    for name, index in (("tgkill", 2), ("tkill", 1)):
        if name in blocks:
            passes = bpf.skip_unless_equal(_SIGURG, bpf.result(bpf.ALLOW))
            blocks[name] = bpf.load(bpf.argument(index)) + passes + blocks[name]
    pairs = b"".join(bpf.skip_unless_equal(kind, bpf.result(bpf.ALLOW)) for kind in (_STREAM, _SEQUENCED))
    local = bpf.load(bpf.argument(1)) + bpf.mask(_TYPE_BITS) + pairs + bpf.refuse(errno.EPROTONOSUPPORT)
    return {
        **blocks,
        "fcntl": _refused_if_any(1, _OWNERS),
        "ioctl": _ioctl(_SHARED_IOCTLS),
        # Datagrams of a pair can be sent elsewhere.
        "socketpair": bpf.load(bpf.argument(0)) + bpf.skip_unless_equal(_LOCAL, local) + bpf.refuse(errno.EAFNOSUPPORT),
    }


def _told_unless_own(index: int) -> bytes:
    own = bpf.skip_unless_equal(0, bpf.result(bpf.ALLOW))
    return bpf.load(bpf.argument(index)) + own + bpf.result(bpf.NOTIFY)


def _refused_if_any(index: int, values: Iterable[int]) -> bytes:
    refused = b"".join(bpf.skip_unless_equal(value, bpf.refuse(errno.EPERM)) for value in values)
    return bpf.load(bpf.argument(index)) + refused + bpf.result(bpf.ALLOW)


def _refused_with_any_bit(index: int, bits: int, error: int) -> bytes:
    return bpf.load(bpf.argument(index)) + bpf.skip_unless_any_bit(bits, bpf.refuse(error)) + bpf.result(bpf.ALLOW)


def _only(index: int, values: Iterable[int], error: int) -> bytes:
    passes = b"".join(bpf.skip_unless_equal(value, bpf.result(bpf.ALLOW)) for value in values)
    return bpf.load(bpf.argument(index)) + passes + bpf.refuse(error)


def _ioctl(refused: Iterable[int] = ()) -> bytes:
    first, end = _DEVICE_QUESTIONS
    device = b"".join(bpf.skip_unless_equal(each, bpf.result(bpf.ALLOW)) for each in _HARMLESS_QUESTIONS)
    return b"".join(
        (
            bpf.load(bpf.argument(1)),
            *(bpf.skip_unless_equal(each, bpf.refuse(errno.EPERM)) for each in (*_OF_TERMINALS, *refused)),
            bpf.skip_unless_from(end, bpf.result(bpf.ALLOW)),
            bpf.skip_unless_from(first, device + bpf.refuse(errno.EPERM)),
            bpf.result(bpf.ALLOW),
        )
    )


def _sockets(sockets: Sockets) -> bytes:
    families = b"".join(bpf.skip_unless_equal(family, _types(types)) for family, types in sockets.items())
    return bpf.load(bpf.argument(0)) + families + bpf.refuse(errno.EAFNOSUPPORT)


def _types(types: Mapping[int, Iterable[int]]) -> bytes:
    kinds = b"".join(bpf.skip_unless_equal(kind, _protocols(allowed)) for kind, allowed in types.items())
    return bpf.load(bpf.argument(1)) + bpf.mask(_TYPE_BITS) + kinds + bpf.refuse(errno.EPROTONOSUPPORT)


def _protocols(allowed: Iterable[int]) -> bytes:
    if _ANY in allowed:
        return bpf.result(bpf.ALLOW)
    return _only(2, allowed, errno.EPROTONOSUPPORT)
