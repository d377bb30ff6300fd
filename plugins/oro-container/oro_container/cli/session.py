"""`Session`, one run of `oro container run`."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path

import trio

from oro_container.api import Containers, Image
from oro_container.cli.attaching import attached, raw_terminal, size_of
from oro_container.cli.serving import Output, serving
from oro_container.containers.container import Container
from oro_container.containers.events import Event
from oro_container.containers.process import Exit, Process
from oro_container.core.policy import Policy
from oro_container.errors import ProgramNotFound
from oro_container.packages.nursery import open_nursery
from oro_framework.commands import note
from oro_framework.errors import NotFound, UsageError

__all__ = ("Session",)

INTERRUPTED = 130


class Session:
    """A container with one program that is attached to this shell.

    Args:
        source: a folder, an image, or nothing.
        argv: the program and its arguments; those of the image where there are none.
        name: by which its files are kept.
        ports: those shown on loopback.
        policy: what it may do.
        variables: those of the program.
        here: the folder that relative paths begin at.

    Raises:
        UsageError: there is no command.
        BadImage: the source is an image that cannot be used.
    """

    def __init__(
        self,
        source: str,
        argv: tuple[str, ...],
        name: str,
        ports: tuple[int, ...],
        policy: Policy,
        variables: Mapping[str, str],
        here: Path,
    ) -> None:
        self._layers: tuple[Path, ...] = ()
        self._image: Image | None = None
        self._argv = argv
        self._guessed = False
        """Whether the source may have been meant as one."""
        if source and not self._take_source(source, here):
            # What stands first is the command, as in `oro container run -- ls`.
            self._argv = (source, *argv)
            self._guessed = True
            source = ""
        _check_command(self._argv, source)
        self._name = name
        self._ports = ports
        self._policy = policy
        self._variables = dict(variables)
        self._notes: list[str] = []
        """Printed once the terminal is the shell's again."""

    def run(self) -> int:
        """Run it, and return the exit code of the program."""
        try:
            with raw_terminal(0) if os.isatty(1) else raw_terminal(-1):
                return trio.run(self._run)
        finally:
            for each in self._notes:
                note(each)

    def _take_source(self, source: str, here: Path) -> bool:
        """Take the files of a folder or an image; return whether it is one."""
        from oro_container.errors import NoSuchImage
        from oro_container.images.booting import command_of
        from oro_container.images.finding import find
        from oro_container.images.image import open_image

        folder = (here / source).resolve()
        if folder.is_dir() and not (folder / "container.toml").exists():
            self._layers = (folder,)
            return True
        try:
            image = open_image(folder) if folder.is_dir() else find(source)
        except NoSuchImage:
            return False
        self._image = image
        self._argv = self._argv or command_of(image.manifest)
        return True

    async def _run(self) -> int:
        async with (
            Containers() as containers,
            containers.booted(
                name=self._name, policy=self._policy, layers=self._layers, image=self._image
            ) as container,
        ):
            try:
                return await self._attach(container)
            except ProgramNotFound as error:
                raise self._unknown(self._argv[0]) from error

    def _unknown(self, program: str) -> NotFound:
        """Return the error of a program that the container does not have."""
        if self._guessed:
            what = f'"{program[:200]}": it is neither a folder nor an image'
            return NotFound(f"Cannot run {what}, and no program of the container")
        grant = f"`--program {program}` grants that of this machine"
        mend = grant if shutil.which(program) else "this machine has none either"
        return ProgramNotFound(program, f"the container has no program of that name; {mend}")

    async def _attach(self, container: Container) -> int:
        """Run the program, and answer other commands meanwhile; return its exit code."""
        terminal = size_of(0) if os.isatty(1) else None
        output, end = Output(), Exit(INTERRUPTED)
        events = container.events.listen()
        async with open_nursery() as tasks:
            stop = tasks.cancel_scope.cancel
            name = self._name or f"run-{secrets.token_hex(3)}"
            async with serving(container, name, output, stop):
                await self._show_ports(tasks, container)
                process = await container.spawn(*self._argv, env=self._variables, terminal=terminal, merged=False)
                tasks.start_soon(_follow_signals, process, stop)
                end = await attached(container, process, (0, 1, 2), output)
                stop()
        container.events.forget(events)
        if (batch := await events.take()) is not None:
            self._notes += _said(batch.events)
        return end.code

    async def _show_ports(self, tasks: trio.Nursery, container: Container) -> None:
        wanted = () if self._image is None else self._image.manifest.ports
        if hidden := [str(each) for each in wanted if each not in self._ports]:
            note(f"the image listens on {', '.join(hidden)}, which is not shown; `-p` shows a port")
        for port in self._ports:
            try:
                (listener,) = await trio.open_tcp_listeners(port, host="127.0.0.1")
            except OSError as error:
                raise UsageError(f"Cannot show port {port}: {error.strerror or error}; choose another") from None
            tasks.start_soon(partial(trio.serve_listeners, _carrier(container, port), [listener]))
            note(f"port {port} is at http://127.0.0.1:{port}")


def _check_command(argv: tuple[str, ...], source: str) -> None:
    if not argv:
        what = f'"{source}": it names no command' if source else "a container without a command"
        raise UsageError(f"Cannot run {what}; put one after `--`, as in `oro container run . -- node index.js`")


def _carrier(container: Container, port: int) -> Callable[[trio.SocketStream], Awaitable[None]]:
    """Return what carries a connection to a port of a container."""

    async def carry(stream: trio.SocketStream) -> None:
        try:
            async with await container.connect(port) as there, trio.open_nursery() as both:
                both.start_soon(_pass, stream, there)
                both.start_soon(_pass, there, stream)
        except (OSError, NotFound, trio.BrokenResourceError, trio.ClosedResourceError):
            # None listens there yet, or either side has gone.
            return

    return carry


async def _pass(source: trio.SocketStream, target: trio.SocketStream) -> None:
    async for data in source:
        await target.send_all(data)
    await target.send_eof()


def _said(events: Iterable[Event]) -> Iterator[str]:
    """Yield what went wrong, and each place outside that the policy refused once."""
    refused: dict[str, None] = {}
    for event in events:
        if event["type"] == "error":
            yield event["message"]
        elif event["type"] == "outside" and not event["allowed"]:
            refused[event["why"]] = None
    for why in refused:
        yield f"the container was refused a connection: {why}; `--host` grants one"


async def _follow_signals(process: Process, stop: Callable[[], None]) -> None:
    """Follow the size of the terminal; end with Ctrl-C and SIGTERM."""
    numbers = [signal.SIGTERM, signal.SIGINT, *([signal.SIGWINCH] if sys.platform != "win32" else [])]
    with trio.open_signal_receiver(*numbers) as signals:
        async for number in signals:
            if number in (signal.SIGINT, signal.SIGTERM):
                stop()
            elif (size := size_of(0)) is not None:
                process.resize(size)
