"""Remove groups of apps that were killed, and so did not."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from oro_container.containers.control_groups.places import mounts

__all__ = ("sweep",)


def sweep(system: Path) -> None:
    """Remove the empty groups of apps that run no longer, wherever they are; the kernel keeps those with processes."""
    for mount in mounts(system):
        for folder, below, _ in os.walk(mount):
            for name in below:
                pid = name.split("-")[1] if name.startswith("oro-") and name.count("-") > 1 else ""
                if pid.isdigit() and not (system / "proc" / pid).exists():
                    with suppress(OSError):
                        os.rmdir(os.path.join(folder, name))
