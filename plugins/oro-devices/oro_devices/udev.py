"""The rights that let a person open a device: the udev rule, and the group of its file."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from oro_devices.errors import CannotOpen

__all__ = ("cannot_open", "udev_rule")

_REFUSED = (errno.EACCES, errno.EPERM)


def udev_rule(subsystem: str, vendor: int | None, product: int | None) -> str:
    """Return the rule that gives the person at the machine a device, or every device of a subsystem."""
    if vendor is None or product is None:
        return f'SUBSYSTEM=="{subsystem}", TAG+="uaccess"'
    own = subsystem == "usb"
    keys = ("ATTR{idVendor}", "ATTR{idProduct}") if own else ("ATTRS{idVendor}", "ATTRS{idProduct}")
    return f'SUBSYSTEM=="{subsystem}", {keys[0]}=="{vendor:04x}", {keys[1]}=="{product:04x}", TAG+="uaccess"'


def cannot_open(
    path: str, number: int | None, reason: str, *, subsystem: str, vendor: int | None, product: int | None
) -> CannotOpen:
    """Return the error about a device that did not open; where the person lacks the right, it says how to get it.

    Args:
        path: the file of the device, or a name for it.
        number: the errno, None where it is not known.
        reason: what the system said.
        subsystem: the name of the kind of device in udev rules.
        vendor: of the USB device.
        product: of the USB device.
    """
    said = f'Cannot open "{path}": {reason}'
    if number not in _REFUSED:
        return CannotOpen(said)
    rule, group = udev_rule(subsystem, vendor, product), _group_of(path)
    joined = f'; or add the person to the group "{group}" and log in again' if group else ""
    return CannotOpen(
        f"{said}. Write {rule} to /etc/udev/rules.d/70-devices.rules, type: sudo udevadm control --reload-rules && "
        f"sudo udevadm trigger, and plug it in again{joined}",
        udev=rule,
        group=group,
    )


def _group_of(path: str) -> str:
    """Return the group that may open a file, if not root's; empty where that is unknown."""
    try:
        found = Path(path).stat()
        return Path(path).group() if found.st_gid != 0 and found.st_mode & 0o060 else ""
    except (OSError, KeyError, NotImplementedError, ValueError):
        return "dialout" if os.path.basename(path).startswith("tty") else ""
