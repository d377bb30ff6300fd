"""The filter of system calls that every program within the walls runs under.

Rules
1. A call of another machine (32-bit on 64-bit) ends the process; a call of x32, and one newer than this file, does not
   exist (ENOSYS).
2. What looks into other processes, changes mounts, namespaces, the kernel or the machine is refused (EPERM).
3. Sockets are of the families and protocols a level allows, and no other (EAFNOSUPPORT, EPROTONOSUPPORT).
4. `listen`, and `connect` where it is asked for, are told to a listener, which makes the call itself: nothing that
   was looked at can be exchanged meanwhile.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterable, Mapping
from typing import Final

from oro_container.inside.seccomp import bpf
from oro_container.inside.seccomp.numbers import ARCHITECTURES, LAST, number

__all__ = ("LANDLOCK_SOCKETS", "NAMESPACES_SOCKETS", "REFUSED", "build")

_INTERNET, _LOCAL, _NETLINK = (socket.AF_INET, socket.AF_INET6), socket.AF_UNIX, 16
_STREAM, _DATAGRAM, _RAW, _SEQUENCED = 1, 2, 3, 5
_ANY = 0xFFFFFFFF
"""Of a protocol: all pass."""
_TYPE_BITS = 0xF
_X32 = 0x40000000
_NEW_NAMESPACES = 0x7E020000
_NEW_TIME = 0x80
_FAST_OPEN = 0x20000000
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C
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
LANDLOCK_SOCKETS: Final[Sockets] = {**dict.fromkeys(_INTERNET, _TCP), _NETLINK: _ROUTES}
"""Without a network of its own a program has no datagrams, and no sockets by path, which Landlock does not hold."""


def build(sockets: Sockets, told: Iterable[str] = ("listen",), machine: str = os.uname().machine) -> bytes:
    """Return the filter for a machine.

    Args:
        sockets: which can be made.
        told: of `listen` and `connect`, the calls that a listener is told of.
        machine: as uname(2) names it.

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


def _refused_with_any_bit(index: int, bits: int, error: int) -> bytes:
    return bpf.load(bpf.argument(index)) + bpf.skip_unless_any_bit(bits, bpf.refuse(error)) + bpf.result(bpf.ALLOW)


def _only(index: int, values: Iterable[int], error: int) -> bytes:
    passes = b"".join(bpf.skip_unless_equal(value, bpf.result(bpf.ALLOW)) for value in values)
    return bpf.load(bpf.argument(index)) + passes + bpf.refuse(error)


def _ioctl() -> bytes:
    first, end = _DEVICE_QUESTIONS
    device = b"".join(bpf.skip_unless_equal(each, bpf.result(bpf.ALLOW)) for each in _HARMLESS_QUESTIONS)
    return b"".join(
        (
            bpf.load(bpf.argument(1)),
            *(bpf.skip_unless_equal(each, bpf.refuse(errno.EPERM)) for each in (_TIOCSTI, _TIOCLINUX)),
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
