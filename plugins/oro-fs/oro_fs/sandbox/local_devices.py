"""File systems that answer from this machine alone, so that asking them on the loop thread cannot hang the app.

A worker thread costs 40-130 µs a hop, an answer from the kernel's caches 4 µs. Only what is certain to
stay inside the kernel is asked without a thread: no network, no FUSE, no automounter.
"""

from __future__ import annotations

import os
from functools import cache

from oro_fs.sandbox.kernel import cached_device

__all__ = ("is_local", "local_devices")

_LOCAL = frozenset(
    name.encode()
    for name in (
        *("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "zfs", "bcachefs", "jfs", "reiserfs"),
        *("tmpfs", "ramfs", "overlay", "squashfs", "erofs", "vfat", "exfat", "ntfs3"),
    )
)


def local_devices(mountinfo: bytes) -> frozenset[int]:
    """Read the device numbers of local file systems out of /proc/self/mountinfo text."""
    found: set[int] = set()
    for line in mountinfo.splitlines():
        before, separator, after = line.partition(b" - ")
        fields = before.split()
        if separator and len(fields) > 2 and after.split()[:1] and after.split()[0] in _LOCAL:
            major, _, minor = fields[2].partition(b":")
            if major.isdigit() and minor.isdigit():
                found.add(os.makedev(int(major), int(minor)))
    return frozenset(found)


def is_local(fd: int) -> bool:
    """Tell whether what `fd` points at lives on a file system that cannot keep us waiting for others."""
    device = cached_device(fd)
    return device is not None and _is_local(device)


@cache
def _is_local(device: int) -> bool:
    try:
        with open("/proc/self/mountinfo", "rb") as file:
            return device in local_devices(file.read())
    except OSError:
        return False
