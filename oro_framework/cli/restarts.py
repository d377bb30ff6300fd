"""Restarts of an app by `oro dev` when its Python or its configuration changes.

A file with a syntax error causes a warning and no restart.
"""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from oro_framework.cli import terminal
from oro_framework.cli.app import App
from oro_framework.dev.generations import Generation
from oro_framework.hookspecs import hookimpl
from oro_framework.host.inner import inner
from oro_framework.service import Service
from oro_framework.types import Host

if TYPE_CHECKING:  # trio is imported in parallel by the start of the app
    from trio import TaskStatus

    from oro_framework.watching import Changes

__all__ = ("Restarts",)

PARTING = 0.03
"""Seconds that pages have to end before the app begins anew."""


class Restarts:
    """A plugin that ends the app when its code has changed, and then sets `wanted`.

    Args:
        app: the app whose files are watched.
        generation: the process of the app, which the next one follows.
        broken: shows why a file that changed cannot be used.
    """

    def __init__(self, app: App, generation: Generation, broken: Callable[[str, Exception], None]) -> None:
        self._broken = broken
        self._generation = generation
        self.wanted = False
        self.plugin = ("restarts", self)
        self._app = app

    @hookimpl
    def oro_services(self) -> Sequence[type[Service]]:
        """Watch while the app runs."""
        restarts = self

        class CodeWatch(Service):
            """Ends the app once its code has changed."""

            name = "restarts"

            @asynccontextmanager
            async def lifespan(self) -> AsyncIterator[None]:
                import trio  # imported in parallel by the start of the app

                async with trio.open_nursery() as tasks:
                    await tasks.start(restarts._watch, self.host)
                    yield
                    tasks.cancel_scope.cancel()

        return [CodeWatch]

    async def _watch(self, host: Host, *, task_status: TaskStatus[None]) -> None:
        from oro_framework.watching import watching  # imports trio

        async with watching(self._app.folder) as changes:
            task_status.started()
            self._generation.tell_imports(self._app.folder)
            await self._change(changes)
            self.wanted = True
            inner(host).parting = PARTING
            host.quit(0)

    def wait(self) -> None:
        """Wait until the code of an app that does not run has changed, and set `wanted`."""
        import trio  # imported in parallel where the app starts

        from oro_framework.watching import watching  # imports trio

        async def until_changed() -> None:
            async with watching(self._app.folder) as changes:
                terminal.note("waits for a change; Ctrl+C ends")
                await self._change(changes)

        trio.run(until_changed)
        self.wanted = True

    async def _change(self, changes: Changes) -> None:
        """Wait until code has changed and is free of syntax errors."""
        while True:
            files = [changed.path for changed in await changes() if self.is_code(changed.path)]
            if files and self._sound(files):
                terminal.note(f"{', '.join(files)} changed: the app begins anew")
                return

    def is_code(self, path: str) -> bool:
        """Return whether a file below the app's folder is Python or the app's configuration file."""
        name = PurePosixPath(path).name
        return name.endswith(".py") or path in ("oro.toml", ".ororc")

    def _sound(self, files: Sequence[str]) -> bool:
        for path in files:
            try:
                _read(self._app.folder / path)
            except (SyntaxError, ValueError) as error:
                terminal.warn(f'Cannot begin anew: "{path}" is no whole file: {error}')
                self._broken(f"Cannot begin anew: {path} is no whole file", error)
                return False
        return True


def _read(path: Path) -> None:
    """Parse a file of Python or TOML.

    Raises:
        SyntaxError: the file is not valid Python.
        ValueError: the file is not valid TOML, or not text.
    """
    try:
        source = path.read_bytes()
    except OSError:
        return  # the file is gone, or another change of it follows
    if path.suffix == ".py":
        compile(source, str(path.resolve()), "exec", dont_inherit=True)
    elif path.suffix == ".toml":
        tomllib.loads(source.decode())
