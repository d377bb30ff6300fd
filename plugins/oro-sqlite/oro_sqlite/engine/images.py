"""Databases as the bytes a file of them would hold."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import apsw

from oro_framework.errors import TooLarge
from oro_sqlite.engine.serial_work import Runner
from oro_sqlite.errors import SQLiteError

__all__ = ("Images", "check_schema")


class Images:
    """Gives a database out as bytes, and takes it in again.

    Args:
        run: does work with the connection.
        forget_statements: finalizes the statements of the connection, which stop it from being replaced.
        limit: bytes of an answer.
    """

    def __init__(self, run: Runner[apsw.Connection], forget_statements: Callable[[], None], limit: int) -> None:
        self._run = run
        self._forget_statements = forget_statements
        self._limit = limit

    async def serialize(self, schema: str) -> bytes:
        """Return the bytes of a schema.

        Raises:
            SQLiteError: there is no such schema.
            TooLarge: they are more than an answer may have.
        """
        return await self._run(partial(_image, schema, self._limit))

    async def deserialize(self, schema: str, image: bytes) -> None:
        """Put bytes in the place of a schema.

        Raises:
            SQLiteError: there is no such schema, or a transaction is open.
        """

        def work(connection: apsw.Connection) -> None:
            check_schema(connection, schema)
            self._forget_statements()
            connection.deserialize(schema, image)

        await self._run(work)


def check_schema(connection: apsw.Connection, schema: str) -> str:
    """Return the path of a schema, empty in memory.

    Raises:
        SQLiteError: there is none of that name.
    """
    path = connection.db_filename(schema)
    if path is None:
        raise SQLiteError(apsw.SQLITE_ERROR, f"unknown database {schema}")
    return path


def _image(schema: str, limit: int, connection: apsw.Connection) -> bytes:
    check_schema(connection, schema)
    quoted = '"' + schema.replace('"', '""') + '"'
    pages, size = (connection.execute(f"PRAGMA {quoted}.{what}").get for what in ("page_count", "page_size"))
    if pages * size > limit:
        raise TooLarge(f"Cannot answer with a database of {pages * size} bytes: sqlite_max_answer is {limit}")
    return connection.serialize(schema)
