"""`AskedScript`, a script for the documents of previews, as a page describes it."""

from __future__ import annotations

from typing import Literal, Self

from msgspec import Struct

from oro_container.previews.previews import Previews
from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json

__all__ = ("AskedScript",)


class AskedScript(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"asynchronous": "async"}):
    """A script, as a page describes it."""

    source: str
    type: Literal["module", "importmap"] | None = None
    defer: bool = False
    asynchronous: bool = False

    @classmethod
    def of(cls, body: bytes) -> Self:
        """Return the script that the body of a call describes as JSON.

        Raises:
            InvalidArgument: the description is none.
        """
        try:
            found: Self = from_json(body, cls)
        except ValueError as error:
            raise InvalidArgument(f"Cannot set a preview script: {error}") from error
        return found

    def give(self, previews: Previews, container: str) -> None:
        """Have the documents of a container's previews get it; an empty one removes that which was set."""
        previews.script(
            container, self.source or None, type=self.type, defer=self.defer, asynchronous=self.asynchronous
        )
