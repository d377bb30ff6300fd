"""Routes that give a database out as bytes and take it in again."""

from __future__ import annotations

from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call
from oro_sqlite.databases import Databases
from oro_sqlite.routes.answers import Id, body_of

__all__ = ("ImageRoutes",)


class ImageRoutes:
    """Databases as bytes."""

    def __init__(self, databases: Databases) -> None:
        self._databases = databases

    @route("sqlite.serialize", permission="sqlite", deadline=0)
    async def serialize(self, call: Call, *, id: str, name: Word = "main") -> bytes:
        """Answer the bytes a file of this database would hold.

        Raises:
            NoDatabase: there is none of that id.
            SQLiteError: nothing is attached as `name`.
            TooLarge: it is over `sqlite_max_answer`.
        """
        return await self._databases.get(call, id).images.serialize(name)

    @route("sqlite.deserialize", permission="sqlite", deadline=0)
    async def deserialize(self, call: Call, *, id: str, name: Word = "main") -> Id:
        """Replace a database by the one whose bytes are the body; it is in memory then, and statements are finalized.

        Raises:
            NoDatabase: there is none of that id.
            InvalidArgument: the body is empty.
            SQLiteError: nothing is attached as `name`, or a transaction is open. Bytes that are no database are told
                of when they are first read.
        """
        await self._databases.get(call, id).images.deserialize(name, body_of(call))
        return {"id": id}
