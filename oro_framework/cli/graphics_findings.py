"""The part of `oro doctor` about graphics: drivers, session, and what is known to paint with them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

from oro_framework.cli.finding import Finding
from oro_framework.host.painting import memory_file
from oro_framework.host.painting.attempts import Attempt
from oro_framework.host.painting.graphics import graphics
from oro_framework.host.painting.memory import Kept, Memory
from oro_framework.host.painting.remedies import REMEDIES
from oro_framework.host.painting.start import memory_key

__all__ = ("examine_graphics",)


def examine_graphics() -> Iterator[Finding]:
    """Yield the machine's graphics, and for each engine what earlier starts had to do until a window was painted."""
    if not sys.platform.startswith("linux"):
        return
    memory = Memory()
    known = {backend: memory[memory_key(backend, os.environ)] for backend in REMEDIES}
    machine = str(graphics(os.environ))
    if not any(known.values()):
        yield Finding(subject="graphics", detail=f"{machine}: no window is known to have stayed blank")
    for backend, kept in known.items():
        if kept is not None:
            yield _finding(machine, backend, kept)


def _finding(machine: str, backend: str, kept: Kept) -> Finding:
    plain = Attempt(backend)
    parts = [f"{machine}: windows stay blank with {plain}"]
    if kept.attempt is not None:
        parts.append(f"since {kept.since}, apps start with {kept.attempt}")
    if kept.apps:
        parts.append(f"nothing painted {', '.join(kept.apps)}")
    mend = ("newer drivers or a newer engine may paint: they are tried anew by themselves",)
    again = f'to try again now, delete "{memory_file()}"'
    return Finding(subject="graphics", state="warning", detail="; ".join(parts), mend=(*mend, again))
