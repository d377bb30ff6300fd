"""Makes a container that shares the machine: its keeper, the process that serves its files, and its init.

The keeper is outside the walls. It waits for the init, and ends what is left of the container then; a process whose
parents have ended becomes a child of the init, or of the keeper.
"""

from __future__ import annotations

import os
import signal
from types import FrameType
from typing import NoReturn

from oro_container.inside import landlock, processes, syscalls, walls
from oro_container.inside.channel import Channel
from oro_container.inside.file_servers import FileServers
from oro_container.inside.oom_score import OomScore
from oro_container.inside.shared.setup import Setup

__all__ = ("enter",)


def enter(setup: Setup, link: Channel, files: Channel) -> OomScore:
    """Become the keeper; return in the init, within the walls, with the score of its programs.

    Args:
        setup: what the container is.
        link: the socket between the host and its init.
        files: that between the host and what serves its files.

    Raises:
        OSError: the walls cannot be made.
    """
    syscalls.hide("container")
    _adopt()
    if os.fork() == 0:
        link.close()
        _serve_files(setup, files)
    files.close()
    if init := os.fork():
        link.close()
        _keep(init)
    _adopt()
    # It cannot be opened within the walls.
    score = OomScore()
    walls.restrict_shared(setup)
    return score


def _adopt() -> None:
    """Become the parent of what is left below, and end all of it with the parent of this process."""
    syscalls.adopt_orphans()
    signal.signal(signal.SIGTERM, _end)
    syscalls.die_with_parent(signal.SIGTERM)


def _end(number: int, frame: FrameType | None) -> NoReturn:
    processes.end_all()
    os._exit(1)


def _keep(init: int) -> NoReturn:
    while os.wait()[0] != init:
        pass
    processes.end_all()
    os._exit(0)


def _serve_files(setup: Setup, files: Channel) -> NoReturn:
    """Serve the files that programs see; no program can reach this process."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    syscalls.die_with_parent(signal.SIGKILL)
    try:
        syscalls.set_no_new_privileges()
        if setup.confined:
            landlock.restrict(setup.paths)
        FileServers(files, setup).run()
    finally:
        os._exit(0)
