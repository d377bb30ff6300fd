"""Limits of a whole container: its time, and its files."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import trio

from oro_container.containers.container import Container

__all__ = ("hold_limits", "usage")

_PAUSE = 1.0
"""Seconds between two looks at the files."""


async def hold_limits(container: Container, folders: Iterable[Path]) -> None:
    """End a container whose time is over, or whose files are more than its policy allows; until it has ended.

    It is told why by the event `error`.

    Args:
        container: the container.
        folders: those of its files; none where the file system they are on holds the limits itself.
    """
    policy, watched = container.policy, tuple(folders)
    async with trio.open_nursery() as tasks:
        if policy.seconds is not None:
            tasks.start_soon(_hold_time, container, policy.seconds)
        if watched and (policy.disk is not None or policy.files is not None):
            tasks.start_soon(_hold_files, container, watched)
        await container.ended.wait()
        tasks.cancel_scope.cancel()


def usage(folders: Iterable[Path]) -> tuple[int, int]:
    """Return the bytes on disk and the count of files and folders below some folders; blocks."""
    size = count = 0
    waiting: list[str | Path] = list(folders)
    while waiting:
        try:
            with os.scandir(waiting.pop()) as found:
                for entry in found:
                    about = entry.stat(follow_symlinks=False)
                    size += about.st_blocks * 512
                    count += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
        except OSError:
            # It has gone meanwhile.
            continue
    return size, count


async def _hold_time(container: Container, seconds: float) -> None:
    await trio.sleep(seconds)
    _end(container, f"its {seconds:g} s are over")


async def _hold_files(container: Container, folders: tuple[Path, ...]) -> None:
    policy = container.policy
    while True:
        size, count = await trio.to_thread.run_sync(usage, folders)
        if policy.disk is not None and size > policy.disk:
            _end(container, f"its files have {size} bytes, and the policy allows {policy.disk}")
        if policy.files is not None and count > policy.files:
            _end(container, f"it has {count} files, and the policy allows {policy.files}")
        await trio.sleep(_PAUSE)


def _end(container: Container, why: str) -> None:
    container.fail(f"The container has ended: {why}")
    container.close()
