"""The app of these tests: its root is the folder `site`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from oro_framework.hookspecs import hookimpl
from oro_framework.types import Host, Mount


@hookimpl
def oro_mounts(host: Host) -> Sequence[Mount]:
    return [Mount(path="/", directory=Path(__file__).resolve().parent / "site")]
