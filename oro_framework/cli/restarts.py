"""`oro dev` begins an app anew when its Python or its configuration changes.

A file that cannot be read as what it is changes nothing: it is said, and the app goes on. What the app was seen to need
goes along in the environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn

from oro_framework.cli import terminal
from oro_framework.cli.app import App
from oro_framework.hookspecs import hookimpl
from oro_framework.service import Service

__all__ = ("NEEDED", "Restarts", "restart_command")

NEEDED = "ORO_DEV_NEEDED"
"""What the app was seen to need before it began anew."""


class Restarts:
    """A plugin that ends the app when its code has changed; `wanted` then is True.

    Args:
        app: what is watched.
    """

    def __init__(self, app: App) -> None:
        self.wanted = False
        self.plugin = ("restarts", self)
        self._app = app

    @hookimpl
    def oro_services(self) -> Sequence[type[Service]]:
        """Watch while the app runs."""
        restarts = self

        class CodeWatch(Service):
            """Ends the app when its code has changed."""

            name = "restarts"

            @asynccontextmanager
            async def lifespan(self) -> AsyncIterator[None]:
                import anyio

                async with anyio.create_task_group() as tasks:
                    await tasks.start(restarts._watch, self.host)
                    yield
                    tasks.cancel_scope.cancel()

        return [CodeWatch]

    async def _watch(self, host: Any, *, task_status: Any) -> None:
        from oro_framework.host.resources.watching import watching

        async with watching(self._app.folder) as changes:
            task_status.started()
            await self._change(changes)
            self.wanted = True
            host.quit(0)

    def wait(self) -> None:
        """Wait until the code of an app that does not run has changed; begin it anew then."""
        import anyio

        from oro_framework.host.resources.watching import watching

        async def until_changed() -> None:
            async with watching(self._app.folder) as changes:
                terminal.note("waits for a change; Ctrl+C ends")
                await self._change(changes)

        anyio.run(until_changed, backend="trio")
        self.wanted = True

    async def _change(self, changes: Any) -> None:
        """Wait until code has changed and can be read."""
        while True:
            files = [changed.path for changed in await changes() if self.is_code(changed.path)]
            if files and self._sound(files):
                terminal.note(f"{', '.join(files)} changed: the app begins anew")
                return

    def is_code(self, path: str) -> bool:
        """Return whether a file below the app's folder is Python or the app's configuration."""
        name = PurePosixPath(path).name
        return name.endswith(".py") or path in ("oro.toml", ".ororc")

    def _sound(self, files: Sequence[str]) -> bool:
        for path in files:
            try:
                _read(self._app.folder / path)
            except (SyntaxError, ValueError) as error:
                terminal.warn(f'Cannot begin anew: "{path}" is no whole file: {error}')
                return False
        return True


def _read(path: Path) -> None:
    """Read a file as what it is.

    Raises:
        SyntaxError: it is no Python.
        ValueError: it is no TOML, or no text.
    """
    try:
        source = path.read_bytes()
    except OSError:
        return  # it is gone, or will be told of again
    if path.suffix == ".py":
        compile(source, path.name, "exec", dont_inherit=True)
    elif path.suffix == ".toml":
        tomllib.loads(source.decode())


def restart_command(needed: str) -> NoReturn:
    """Run this command again in place of this process."""
    os.environ[NEEDED] = needed
    command = [sys.executable, "-m", "oro_framework.cli", *sys.argv[1:]]
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform == "win32":
        sys.exit(subprocess.call(command))
    os.execv(sys.executable, command)
