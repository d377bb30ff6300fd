"""The route about documents of previews."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from oro_container.pages.page_containers import PageContainers
from oro_container.previews.previews import Previews
from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("PreviewRoutes",)


class AskedScript(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"asynchronous": "async"}):
    """A script, as a page describes it."""

    source: str
    type: Literal["module", "importmap"] | None = None
    defer: bool = False
    asynchronous: bool = False


class PreviewRoutes:
    """Documents of previews."""

    def __init__(self, containers: PageContainers, previews: Previews) -> None:
        self._containers = containers
        self._previews = previews

    @route("container.setPreviewScript", permission="container")
    def set_preview_script(self, call: Call, *, id: str) -> dict[str, str]:
        """Set the script that the body describes (`AskedScript`, as JSON) for documents that are loaded later.

        Raises:
            InvalidArgument: the description is none.
            NoSuchContainer: the window has none of that id.
        """
        try:
            asked = from_json(call.body, AskedScript)
        except ValueError as error:
            raise InvalidArgument(f"Cannot set a preview script: {error}") from error
        self._containers.held.get(call.window, id)
        self._previews.script(
            id, asked.source or None, type=asked.type, defer=asked.defer, asynchronous=asked.asynchronous
        )
        return {}
