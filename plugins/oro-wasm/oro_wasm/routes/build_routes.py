"""The route by which pages build projects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import trio

from oro_framework.errors import OroError
from oro_framework.service import load, route
from oro_framework.types import Call, EventStream, Host, ServerEvent
from oro_wasm.builds.build import BuildConfig, Optimization, ReportKind
from oro_wasm.programs.granting import Granting

__all__ = ("BuildRoutes",)

_LINES = 10_000
"""Lines that wait for a page; a build that says more waits no longer, and the lines are dropped."""


class BuildRoutes:
    """Builds of projects."""

    def __init__(self, host: Host, granting: Granting) -> None:
        self._host = host
        self._granting = granting

    @route("wasm.compile", permission="wasm_build", deadline=0)
    async def compile(
        self,
        call: Call,
        *,
        project: str,
        output: str = "",
        language: str = "",
        optimization: Optimization = "size",
        component: bool = False,
    ) -> EventStream:
        """Build a project, and answer with server-sent events as it goes on.

        Events `log`, `progress`, `note` and `diagnostic` are `{"text": …}`; the last is `built` with the result as
        `oro wasm compile --json` prints it, or `failed` with the error and its `diagnostics`. If cancelled, the tools
        that run are ended.

        Args:
            call: the call.
            project: its folder, or the one source file that is all of it.
            output: the folder for what is made; the project's own when empty.
            language: its name; empty to look what the project is.
            optimization: for a debugger, for speed or for size.
            component: a component is wanted, where the language can make one.

        Raises:
            Denied: the page may not use the folders.
        """
        source = await self._granting.project(project)
        folder = output or str(source if await trio.Path(source).is_dir() else source.parent)
        config = BuildConfig(
            project=source,
            output=await self._granting.folder(folder),
            optimization=optimization,
            component=component,
        )
        return EventStream(self._events(config, language))

    async def _events(self, config: BuildConfig, language: str) -> AsyncIterator[ServerEvent]:
        send, receive = trio.open_memory_channel[ServerEvent](_LINES)
        async with trio.open_nursery() as tasks:
            tasks.start_soon(self._build, config, language, send)
            async for event in receive:
                yield event

    async def _build(self, config: BuildConfig, language: str, send: trio.MemorySendChannel[ServerEvent]) -> None:
        await load("oro_wasm.builds.builder")
        from oro_wasm.builds.builder import build_project
        from oro_wasm.builds.languages import languages_of
        from oro_wasm.builds.plain import described

        def report(kind: ReportKind, text: str) -> None:
            try:
                send.send_nowait(_event(kind, {"text": text}))
            except trio.WouldBlock:
                return

        async with send:
            try:
                result = await build_project(languages_of(self._host), config, report, language)
            except OroError as error:
                await send.send(_event("failed", error.as_err()))
            else:
                await send.send(_event("built", described(result)))


def _event(name: str, data: dict[str, Any]) -> ServerEvent:
    return ServerEvent(msgspec.json.encode(data).decode(), name)
