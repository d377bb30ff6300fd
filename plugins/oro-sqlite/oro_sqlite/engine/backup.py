"""Copying one database into another, piece by piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import anyio

from oro_sqlite.engine.database import Database

if TYPE_CHECKING:
    import apsw

__all__ = ("copied",)

_PATIENCE = 0.05
"""Seconds between two tries for a lock another program holds; SQLite tells nobody when it lets go."""


class _Turn(NamedTuple):
    done: bool = False
    locked: bool = False


async def copied(source: Database, target: Database, names: tuple[str, str], rate: int) -> int:
    """Copy `source` over `target` and return how many pages there were.

    Args:
        source: may be used by others meanwhile.
        target: used by nobody else.
        names: of the schemas, of the source's and the target's.
        rate: pages at a time.

    Raises:
        SQLiteError: SQLite refused.
    If cancelled, the target holds nothing whole.
    """
    handles: list[apsw.Connection] = []
    await target.run(handles.append)
    backup = await source.run(lambda connection: handles[0].backup(names[1], connection, names[0]))
    try:
        pages = await _copied(backup, source, rate)
    except BaseException:
        with anyio.CancelScope(shield=True):
            await source.run(lambda _: backup.close(True))
        raise
    await source.run(lambda _: backup.finish())
    return pages


async def _copied(backup: apsw.Backup, source: Database, rate: int) -> int:
    while True:
        turn = await source.run(lambda _: _step(backup, rate))
        if turn.done:
            return backup.page_count
        await anyio.sleep(_PATIENCE if turn.locked else 0)


def _step(backup: apsw.Backup, rate: int) -> _Turn:
    import apsw

    try:
        return _Turn(done=backup.step(rate))
    except (apsw.BusyError, apsw.LockedError):
        return _Turn(locked=True)
