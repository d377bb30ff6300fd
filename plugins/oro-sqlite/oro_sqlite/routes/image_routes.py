"""Routes that give a database out as bytes and take it in again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from oro_framework.errors import InvalidArgument, TooLarge
from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call
from oro_sqlite.base import Id
from oro_sqlite.errors import SQLiteError
from oro_sqlite.routes.database_routes import DatabaseRoutes

if TYPE_CHECKING:
    import apsw

__all__ = ("ImageRoutes",)


class ImageRoutes(DatabaseRoutes):
    """Databases as bytes."""

    @route("sqlite.serialize", permission="sqlite", deadline=0)
    async def serialize(self, call: Call, *, id: str, name: Word = "main") -> bytes:
        """Answer the bytes a file of this database would hold.

        Raises:
            NoDatabase: there is none of that id.
            SQLiteError: nothing is attached as `name`.
            TooLarge: it is over `sqlite_max_answer`.
        """
        return await self.database(call, id).run(partial(_image, name, self.limits.answer))

    @route("sqlite.deserialize", permission="sqlite", deadline=0)
    async def deserialize(self, call: Call, *, id: str, name: Word = "main") -> Id:
        """Replace a database by the one whose bytes are the body; it is in memory then, and statements are finalized.

        Raises:
            NoDatabase: there is none of that id.
            InvalidArgument: the body is empty.
            SQLiteError: nothing is attached as `name`, or a transaction is open. Bytes that are no database are told
                of when they are first read.
        """
        database, image = self.database(call, id), call.body
        if not image:
            raise InvalidArgument(f'Cannot call "{call.route}": its body is empty')

        def work(connection: apsw.Connection) -> None:
            _check_name(connection, name)
            database.forget_statements()
            connection.deserialize(name, image)

        await database.run(work)
        return {"id": id}


def _image(name: str, limit: int, connection: apsw.Connection) -> bytes:
    _check_name(connection, name)
    quoted = '"' + name.replace('"', '""') + '"'
    pages, size = (connection.execute(f"PRAGMA {quoted}.{what}").get for what in ("page_count", "page_size"))
    if pages * size > limit:
        raise TooLarge(f"Cannot answer with a database of {pages * size} bytes: sqlite_max_answer is {limit}")
    return connection.serialize(name)


def _check_name(connection: apsw.Connection, name: str) -> None:
    import apsw

    if connection.db_filename(name) is None:
        raise SQLiteError(apsw.SQLITE_ERROR, f"unknown database {name}")
