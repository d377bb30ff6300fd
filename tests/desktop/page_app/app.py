"""Make PDFs and pictures of the first window from Python, and look at its find bar, for the test of a page."""

from __future__ import annotations

from typing import Any, cast

import anyio

from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service
from tests.desktop.app.app import Steering


class PageSteering(Steering):
    """Makes PDFs and pictures of the first window, and looks at its find bar."""

    async def pdf(self, file: str, **options: Any) -> int:
        """Write a PDF to a file and return its size."""
        return await anyio.Path(file).write_bytes(await self.host.windows[0].pdf(**options))

    async def capture(self, file: str, rect: list[float] | None = None) -> int:
        """Write a picture to a file and return its size."""
        return await anyio.Path(file).write_bytes(await self.host.windows[0].capture(rect))

    async def bar(self) -> list[str] | None:
        """Return the text and the count in the find bar; None while it is closed."""
        host = cast(Any, self.host)
        page = host.windows_manager.get(0).view.page

        def look(done: Any) -> None:
            bar = page._bar
            read = "get_text" if host.backend.name == "gtk" else "text"
            shown = bar is not None and bar.shown
            done([getattr(bar._entry, read)(), getattr(bar._count, read)()] if shown else None)

        (found,) = await host.windows_manager.ask_gui(look)
        return cast("list[str] | None", found)


@hookimpl
def oro_services() -> list[type[Service]]:
    return [PageSteering]
