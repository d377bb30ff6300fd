"""`DevServer`: the server of a front-end tool, from before the app starts until after it ended.

`oro dev` starts `[dev] command` and waits until the server answers. Vite with the plugin of `@oro/vite` listens where
it is told by `ORO_DEV_PORT`; of any other server `[dev] url` says where. Pages keep the app's origin: see `front.py`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from oro_framework.cli import terminal
from oro_framework.cli.app import App, load_config, without_built_pages
from oro_framework.errors import Broken, ConfigError
from oro_framework.hookspecs import hookimpl
from oro_framework.types import Host, Window

if TYPE_CHECKING:  # apps without such a server do not need them
    from oro_framework.cli.dev_server.address import Address
    from oro_framework.cli.dev_server.process import Process
    from oro_framework.requests import Wrapper

__all__ = ("DevServer",)

HANDED = "ORO_DEV_SERVER"
"""The environment variable with the address and the process that a restarted app takes over."""
PORT = "ORO_DEV_PORT"
"""The environment variable for the port at which Vite is to listen."""
PATIENCE = 120.0
"""Seconds until a server must answer."""
STEP = 0.05


class DevServer:
    """A plugin that shows what a server serves as the app's files.

    Args:
        address: of the server.
        process: the server, unless the author runs it.
        assignments: settings under which an app runs with it.
    """

    def __init__(self, address: Address, process: Process | None, assignments: Sequence[str]) -> None:
        self.assignments = assignments
        self.plugin = ("dev-server", self)
        self._address = address
        self._process = process

    @classmethod
    def of(cls, app: App, assignments: Sequence[str]) -> DevServer | None:
        """Start the server that an app's configuration names, and wait for it; None without one.

        Raises:
            ConfigError: its address is none, or is taken.
            Broken: it does not start.
        """
        if not _may_name_one(app, assignments):
            return None
        from oro_framework.cli.dev_server.address import Address
        from oro_framework.cli.dev_server.process import Process

        config = load_config(app, assignments)
        command, url = str(config.settings["dev_command"]), str(config.settings["dev_url"])
        handed = os.environ.pop(HANDED, "")
        if not command and not url:
            return None
        own = without_built_pages(app, config)
        if handed:
            place, _, process = handed.partition(" ")
            return cls(Address.parse(place), Process.resume(process, command) if process else None, own)
        address = Address.parse(url) if url else Address.free()
        server = cls(address, _started(command, address, app.folder) if command else None, own)
        try:
            server._wait()
        except BaseException:
            server.close()
            raise
        return server

    def follow(self) -> None:
        """Print what the server writes from now on, in the process that runs the app."""
        if self._process is not None:
            self._process.follow()

    def hand_over(self) -> None:
        """Let a program that takes the place of this one take the server over."""
        if sys.platform == "win32":  # there it is another process
            self.close()
            return
        os.environ[HANDED] = f"{self._address.url} {self._process.hand_over() if self._process else ''}".strip()

    def close(self) -> None:
        """End the server, if it was started here."""
        if self._process is not None:
            self._process.close()

    # -- the plugin ------------------------------------------------------------------------------

    @hookimpl
    def oro_middleware(self, host: Host, scheme: str) -> Sequence[Wrapper]:
        """Put the server's pages before the app's files."""
        if scheme != "oro":
            return []
        from oro_framework.cli.dev_server.front import Front  # imports trio
        from oro_framework.host.app import Host as LoadedHost

        assert isinstance(host, LoadedHost)
        return [lambda inner: Front(self._address, host.assets.oro, inner, host.origin)]

    @hookimpl
    def oro_csp(self, window: Window) -> Mapping[str, Iterable[str]]:
        """Allow what hot reload needs: its WebSocket, and the scripts and styles that such servers put into pages."""
        inline = ("'unsafe-inline'",)
        return {"connect-src": self._address.sources, "script-src": inline, "style-src": inline}

    # -- its start -------------------------------------------------------------------------------

    def _wait(self) -> None:
        """Wait until the server answers.

        Raises:
            Broken: it has ended, or does not answer in time.
        """
        until = time.monotonic() + (PATIENCE if self._process else 0)
        while not self._address.answers():
            if self._process is not None:
                self._process.pump(STEP)
            if self._process is not None and self._process.ended:
                raise Broken(f'Cannot run "{self._process.command}": it ended with code {self._process.code}')
            if time.monotonic() >= until:
                raise Broken(self._silence())

    def _silence(self) -> str:
        if self._process is None:
            return (
                f"Cannot show {self._address.url}: nothing answers there; start your server, or let oro dev start it: "
                '[dev] command = "npm run dev"'
            )
        return (
            f'Cannot show what "{self._process.command}" serves: nothing answers at {self._address.url}; '
            f"say where it listens with [dev] url, or let vite.config use the plugin of @oro/vite"
        )


def _may_name_one(app: App, assignments: Sequence[str]) -> bool:
    """Whether a server may be named, so that the configuration is to be read before the app is."""
    texts = [*(path.read_bytes() for path in app.files), *map(str.encode, (*assignments, *os.environ))]
    return any(b"dev" in text.lower() for text in texts)


def _started(command: str, address: Address, folder: Path) -> Process:
    if address.is_taken():
        raise ConfigError(
            f'Cannot run "{command}": something else listens at {address.url} already; end it, '
            f"or say another [dev] url, or leave [dev] command out to use it"
        )
    _check_packages(command, folder)
    terminal.note(f"starts: {command}")
    from oro_framework.cli.dev_server.process import Process

    try:
        return Process.start(command, folder, {PORT: str(address.port)})
    except OSError as error:
        raise Broken(f'Cannot run "{command}": {error.strerror}') from error


def _check_packages(command: str, folder: Path) -> None:
    """Refuse a command of npm's before its packages are installed.

    Raises:
        ConfigError: they are not.
    """
    word = (command.split() or [""])[0]
    managers = ("npm", "npx", "pnpm", "yarn", "bun")
    if word in managers and (folder / "package.json").is_file() and not (folder / "node_modules").exists():
        install = "npm" if word == "npx" else word
        raise ConfigError(f'Cannot run "{command}": its packages are not installed; type: {install} install')
