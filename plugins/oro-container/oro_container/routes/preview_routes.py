"""The route about documents of previews."""

from __future__ import annotations

from oro_container.pages.asked_script import AskedScript
from oro_container.pages.page_containers import PageContainers
from oro_container.previews.previews import Previews
from oro_framework.service import route
from oro_framework.types import Call

__all__ = ("PreviewRoutes",)


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
        asked = AskedScript.of(call.body)
        self._containers.held.get(call.window, id)
        asked.give(self._previews, id)
        return {}
