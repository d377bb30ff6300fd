"""Copying one database into another, piece by piece."""

from __future__ import annotations

from typing import NamedTuple

import anyio
import apsw

from oro_sqlite.engine.serial_work import Runner

__all__ = ("copied",)

_RETRY = 0.05
"""Seconds between two tries for a lock another program holds; SQLite does not tell when it is free."""


class _Step(NamedTuple):
    done: bool = False
    locked: bool = False


async def copied(
    source: Runner[apsw.Connection], target: Runner[apsw.Connection], names: tuple[str, str], rate: int
) -> int:
    """Copy one database over another and return how many pages there were.

    Args:
        source: does work with the connection that is read, which may be used by others meanwhile.
        target: does work with the connection that is written, which may be used for nothing else meanwhile.
        names: of the schemas, of the source's and the target's.
        rate: pages at a time.

    Raises:
        SQLiteError: SQLite refused.
    If cancelled, the target holds nothing whole.
    """
    handles: list[apsw.Connection] = []
    await target(handles.append)
    backup = await source(lambda connection: handles[0].backup(names[1], connection, names[0]))
    try:
        pages = await _copied(backup, source, rate)
    except BaseException:
        with anyio.CancelScope(shield=True):
            await source(lambda _: backup.close(True))
        raise
    await source(lambda _: backup.finish())
    return pages


async def _copied(backup: apsw.Backup, source: Runner[apsw.Connection], rate: int) -> int:
    while True:
        step = await source(lambda _: _step(backup, rate))
        if step.done:
            return backup.page_count
        await anyio.sleep(_RETRY if step.locked else 0)


def _step(backup: apsw.Backup, rate: int) -> _Step:
    try:
        return _Step(done=backup.step(rate))
    except (apsw.BusyError, apsw.LockedError):
        return _Step(locked=True)
