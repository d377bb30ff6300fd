"""The control group of one container."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import trio

from oro_container.containers.control_groups.places import Controller, Place
from oro_container.core.policy import Policy

__all__ = ("ControlGroup",)

_OWN_PROCESSES = 8
_OWN_MEMORY = 16 << 20
"""Bytes that a container has beside those of its programs, for its init and what serves its files."""
_PERIOD = 100_000
"""Microseconds in which processor time is counted."""
_SHORTEST = 1_000
"""Microseconds that the kernel limits to at least."""
_TRIES = 500


class ControlGroup:
    """Limits all processes of one container together.

    Args:
        places: where it is made, by what is limited.
        name: of the container.
        policy: has the limits.

    Raises:
        OSError: it cannot be made.
    """

    def __init__(self, places: Mapping[Controller, Place], name: str, policy: Policy) -> None:
        self.limited = frozenset(places)
        """The controllers that limit it."""
        self.folders: list[Path] = []
        self._memory: Path | None = None
        try:
            for controller, place in places.items():
                folder = self._made(place, name)
                if controller == "memory":
                    self._memory = folder
                for file, text, optional in _limits(controller, place.version, policy):
                    if not optional or (folder / file).exists():
                        (folder / file).write_text(text)
        except OSError:
            self._remove()
            raise

    @property
    def members(self) -> Sequence[str]:
        """The files into which the number of a process is written that becomes a member, with all that it starts."""
        return [str(folder / "cgroup.procs") for folder in self.folders]

    def ended(self) -> int:
        """Return how many processes the kernel has ended as there was no more memory."""
        for name in ("memory.events", "memory.oom_control"):
            if self._memory is not None:
                with suppress(OSError):
                    lines = (self._memory / name).read_text().splitlines()
                    return next((int(line.split()[1]) for line in lines if line.startswith("oom_kill ")), 0)
        return 0

    async def aclose(self) -> None:
        """Remove it once its processes have gone, which the kernel may still be about."""
        with trio.CancelScope(shield=True):
            for _ in range(_TRIES):
                if self._remove():
                    return
                await trio.sleep(0.01)

    def _made(self, place: Place, name: str) -> Path:
        folder = place.folder / f"oro-{os.getpid()}-{name}"
        if folder not in self.folders:
            folder.mkdir()
            self.folders.append(folder)
        return folder

    def _remove(self) -> bool:
        """Return whether nothing is left of it that could be removed."""
        for folder in tuple(self.folders):
            try:
                folder.rmdir()
            except OSError as error:
                if error.errno in (errno.EBUSY, errno.ENOTEMPTY):
                    continue
            self.folders.remove(folder)
        return not self.folders


def _limits(controller: Controller, version: int, policy: Policy) -> Iterator[tuple[str, str, bool]]:
    """Yield the files of limits, what is to be in them, and whether a kernel may be without."""
    if controller == "pids":
        yield "pids.max", str(policy.processes + _OWN_PROCESSES), False
    elif controller == "memory":
        assert policy.memory is not None
        most = str(policy.memory + _OWN_MEMORY)
        yield "memory.max" if version == 2 else "memory.limit_in_bytes", most, False
        # What is swapped counts as well.
        yield ("memory.swap.max", "0", True) if version == 2 else ("memory.memsw.limit_in_bytes", most, True)
    else:
        assert policy.cpus is not None
        quota = str(max(_SHORTEST, int(policy.cpus * _PERIOD)))
        if version == 2:
            yield "cpu.max", f"{quota} {_PERIOD}", False
        else:
            yield "cpu.cfs_period_us", str(_PERIOD), False
            yield "cpu.cfs_quota_us", quota, False
