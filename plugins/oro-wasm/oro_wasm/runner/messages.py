"""The messages between an app and a runner: one request, one answer, in turn."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from oro_wasm.guests.outcome import Outcome
from oro_wasm.guests.start import Grants, Limits, Start
from oro_wasm.instances.messages import Invoke, Open, Opened, Returned, Stopped

__all__ = ("Answer", "Failed", "Inspect", "Inspected", "Load", "Loaded", "Request", "Run", "Ran")


class Run(Struct, frozen=True, tag=True):
    """Run a guest to its end; its three descriptors come along."""

    start: Start


class Load(Struct, frozen=True, tag=True):
    """Compile a file, of which an instance is opened next."""

    path: str
    digest: str
    fuel: bool = False
    """With its instructions counted."""


class Inspect(Struct, frozen=True, tag=True):
    """Read a file and ask the engine about it; nothing of it runs."""

    path: str
    name: str
    """As the command that would run it names the file."""
    grants: Grants
    limits: Limits


class Inspected(Struct, frozen=True, tag=True):
    """The inspection of a file, in built-in types."""

    answer: dict[str, Any]


class Ran(Struct, frozen=True, tag=True):
    """The end of a guest."""

    outcome: Outcome


class Loaded(Struct, frozen=True, tag=True):
    """A file is compiled."""

    cached: bool
    """It was compiled before."""


class Failed(Struct, frozen=True, tag=True):
    """A request was refused."""

    kind: str
    """Name of the error's class in `oro_wasm.errors`, or `OSError`."""
    message: str
    errno: int = 0


Request = Run | Load | Inspect | Open | Invoke
Answer = Ran | Loaded | Inspected | Opened | Returned | Stopped | Failed
