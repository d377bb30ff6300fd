"""The app of the suite: what tests of one engine share is at `/support`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oro_framework import hookimpl
from oro_framework.types import Host, Mount

SHARED = Path(__file__).resolve().parents[2] / "js" / "support"


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    """Serve what is shared."""
    return [Mount(path="/support", directory=SHARED)]
