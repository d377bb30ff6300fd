"""`Service`, what a page asks of the kernel: each method takes and gives plain values."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from ..change import Change
from ..entry import Entry
from ..environment import variables
from ..layers import FileError, FileSystem, Layer, Quota, Record, Tree
from ..paths import below
from ..processes.table import INIT
from ..streams.credits import Incoming, Outgoing
from ..streams.ends import End, Nothing, PipeReader, PipeWriter, TerminalEnd
from ..streams.pipe import Pipe
from ..terminals.modes import Size
from ..terminals.terminal import Terminal
from ..watching.watch import Watch
from .adapter import Adapter, Message
from .kernel import Kernel

if TYPE_CHECKING:
    from ..previews.headers import Headers
    from ..previews.injection import Injection
    from ..previews.site_previews import SitePreviews

__all__ = ("HOME", "PATH", "Service")

HOME = "/home"
PATH = "/usr/local/bin:/usr/bin:/bin"
Errors = Literal["merged", "apart", "none"]
Packed = Literal["binary", "zip"]


class _Shown:
    """The streams of a process that the page began."""

    def __init__(self) -> None:
        self.outputs: dict[int, Outgoing] = {}
        self.input: Incoming | None = None
        self.terminal: Terminal | None = None


class _Keyboard(End):
    """Typed bytes, on their way to a terminal."""

    def __init__(self, terminal: Terminal) -> None:
        super().__init__()
        self.terminal: Terminal = terminal

    async def write(self, data: bytes) -> None:
        self.terminal.type(data)

    def _close(self) -> None:
        self.terminal.hang_up()


class Service:
    """The calls of a page to the kernel.

    Args:
        adapter: of the surroundings.
        workdir: the name of the folder that is worked in, below home.
        records: what was kept of the files, as `records()` gave it.
        quota: bytes and files the container may have.
        url: makes the address of a port's server.
        npmrc: settings of npm below those of `.npmrc` files, such as the registry.
        scripts: whether packages may run scripts while they are installed.
    """

    def __init__(
        self,
        adapter: Adapter,
        *,
        workdir: str = "project",
        records: Iterable[Mapping[str, Any]] = (),
        quota: Quota | None = None,
        url: Callable[[int], str] = lambda port: f"http://localhost:{port}/",
        npmrc: str = "",
        scripts: bool = False,
    ) -> None:
        if workdir in ("", ".", "..") or "/" in workdir:
            raise ValueError(
                f'Cannot boot with working folder "{workdir[:80]}": it is a name, without slashes and dots alone'
            )
        self.workdir = posixpath.join(HOME, workdir)
        upper = Layer.load(Record(**record) for record in records)
        self.files = FileSystem(clock=lambda: int(adapter.now() * 1000), upper=upper, quota=quota)
        for folder in (self.workdir, "/tmp", "/dev", "/usr/local/bin"):
            self.files.mkdir(folder, recursive=True)
        self.kernel = Kernel(adapter, self.files, home=HOME, url=url, npmrc=npmrc, scripts=scripts)
        self._adapter = adapter
        self._kept = upper
        self._states: dict[int, Tree] = {}
        self._shown: dict[int, _Shown] = {}
        self._watches: dict[int, Watch] = {}
        self._last_watch = 0
        self._previews: SitePreviews | None = None
        self._documents: dict[int, Injection] = {}
        self._last_document = 0
        self.kernel.watchers.append(self._see)

    @property
    def path(self) -> str:
        """The folders in which commands are looked for."""
        return f"{self.workdir}/node_modules/.bin:{PATH}"

    def call(self, method: str, given: Message) -> Any:
        """Answer a call of the page."""
        found = getattr(self, f"on_{method}", None)
        if found is None:
            raise ValueError(f'Cannot call "{method[:80]}": the kernel has no such method')
        return found(**given)

    def records(self) -> list[Message]:
        """Return what changed of the files that are kept since the last time."""
        now = self.files.upper
        found = [
            {name: getattr(record, name) for name in ("path", "kind", "data", "target", "mode", "mtime", "opaque")}
            for record in now.records(since=self._kept)
        ]
        self._kept = now
        return found

    # -- files ---------------------------------------------------------------------------------------

    def _at(self, path: str) -> str:
        return below(self.workdir, path)

    def on_mount(self, entries: list[Message], at: str) -> None:
        """Put entries into a folder that exists."""
        self.files.mount([_entry(each) for each in entries], self._at(at))

    def on_export(self, path: str) -> list[Message]:
        """Return the entries below a folder, or a file."""
        return _described(self.files.export(self._at(path)))

    def on_pack(self, path: str, format: Packed, includes: Sequence[str] = (), excludes: Sequence[str] = ()) -> bytes:
        """Return the entries below a folder as a snapshot of WebContainer, or as a zip archive."""
        from ..formats import Choice, write_archive, write_snapshot  # When they are wanted: containers boot without.

        chosen = Choice(includes=tuple(includes), excludes=tuple(excludes)).among(self.files.export(self._at(path)))
        return write_archive(chosen) if format == "zip" else write_snapshot(chosen)

    def on_unpack(self, data: bytes, format: Packed, at: str) -> None:
        """Put what a snapshot or an archive has into a folder that exists."""
        from ..formats import FormatError, read_archive, read_snapshot

        read = read_archive if format == "zip" else read_snapshot
        try:
            entries = list(read(bytes(data)))
        except FormatError as error:
            raise ValueError(f"Cannot mount a tree: {error}") from error
        self.files.mount(entries, self._at(at))

    def on_choose(self, path: str, includes: Sequence[str], excludes: Sequence[str]) -> list[Message]:
        """Return the entries below a folder that globs choose."""
        from ..formats import Choice

        chosen = Choice(includes=tuple(includes), excludes=tuple(excludes)).among(self.files.export(self._at(path)))
        return _described(chosen)

    def on_read(self, path: str) -> bytes:
        """Return the bytes of a file."""
        return self.files.read(self._at(path))

    def on_write(self, path: str, data: bytes) -> None:
        """Write a file."""
        self.files.write(self._at(path), bytes(data))

    def on_readdir(self, path: str) -> list[list[str]]:
        """Return the names in a folder, with their kinds."""
        return [[entry.name, entry.kind] for entry in self.files.readdir(self._at(path))]

    def on_mkdir(self, path: str, recursive: bool = False) -> str | None:
        """Make a folder."""
        return self.files.mkdir(self._at(path), recursive=recursive)

    def on_rm(self, path: str, recursive: bool = False, force: bool = False) -> None:
        """Remove what is at a path."""
        self.files.rm(self._at(path), recursive=recursive, force=force)

    def on_rename(self, old: str, new: str) -> None:
        """Move what is at a path."""
        self.files.rename(self._at(old), self._at(new))

    def on_cp(self, source: str, target: str, recursive: bool = False) -> None:
        """Copy what is at a path."""
        self.files.cp(self._at(source), self._at(target), recursive=recursive)

    def on_symlink(self, target: str, path: str) -> None:
        """Make a symbolic link."""
        self.files.symlink(target, self._at(path))

    def on_readlink(self, path: str) -> str:
        """Return the target of a symbolic link."""
        return self.files.readlink(self._at(path))

    def on_stat(self, path: str, follow: bool = True) -> Message:
        """Return the properties of what is at a path."""
        stat = self.files.stat(self._at(path)) if follow else self.files.lstat(self._at(path))
        return {"kind": stat.kind, "size": stat.size, "mode": stat.mode, "mtime": stat.mtime}

    def on_chmod(self, path: str, mode: int) -> None:
        """Set permission bits."""
        self.files.chmod(self._at(path), int(mode))

    def on_realpath(self, path: str) -> str:
        """Return a path without symbolic links."""
        return self.files.realpath(self._at(path))

    def on_watch(self, path: str, recursive: bool = False) -> int:
        """Tell of changes of a file or folder from now on, and return the number of that watch."""
        at = self._at(path)
        stat = self.files.stat(at)
        self.kernel.tell_of_files()
        self._last_watch += 1
        watch = Watch(path=self.files.realpath(at), recursive=recursive, is_file=stat.kind == "file")
        self._watches[self._last_watch] = watch
        return self._last_watch

    def on_unwatch(self, watch: int) -> None:
        """Watch no more."""
        self._watches.pop(watch, None)

    def on_snapshot(self) -> int:
        """Keep the files as they are, and return the number of that state."""
        number = len(self._states) + 1
        self._states[number] = self.files.snapshot()
        return number

    def on_restore(self, state: int) -> None:
        """Have the files as they were."""
        if state not in self._states:
            raise ValueError(f"Cannot restore state {state}: there is none of that number")
        self.files.restore(self._states[state])

    # -- processes -------------------------------------------------------------------------------------

    def on_spawn(
        self,
        argv: list[str],
        cwd: str = "",
        env: Mapping[str, str] | None = None,
        terminal: Mapping[str, int] | None = None,
        output: bool = True,
        errors: Errors = "merged",
        clear: bool = False,
    ) -> int:
        """Start a process of a group of its own, and return its number.

        Args:
            argv: the program with its arguments.
            cwd: where it runs.
            env: variables beside those that every program has.
            terminal: the size of its terminal, if it has one; all it writes is shown there.
            output: whether what it writes is wanted.
            errors: whether its error output comes with its output, apart, or not at all.
            clear: whether of those every program has it gets `PATH`, `HOME` and `TERM` alone.
        """
        folder = self._at(cwd)
        if not self.files.exists(folder) or self.files.stat(folder).kind != "directory":
            raise FileError("ENOTDIR", "spawn", folder, why="that is no folder to run in")
        pipe = Pipe()
        shown = _Shown()
        screens: dict[int, End] = {}
        keyboard: End
        if terminal is not None:
            device = shown.terminal = self._terminal(pipe, terminal)
            end: End = TerminalEnd(device)
            ends, keyboard = {0: end, 1: end.dup(), 2: end.dup()}, _Keyboard(device)
        else:
            typed = Pipe()
            out: End = PipeWriter(pipe) if output else Nothing()
            apart = Pipe()
            err = {"merged": out.dup, "apart": lambda: PipeWriter(apart), "none": Nothing}[errors]()
            ends, keyboard = {0: PipeReader(typed), 1: out, 2: err}, PipeWriter(typed)
            if errors == "apart":
                screens[2] = PipeReader(apart)
        if output or terminal is not None:
            screens[1] = PipeReader(pipe)
        common = variables(home=self.kernel.home, path=self.path, clear=clear)
        try:
            process = self.kernel.spawn(
                argv, parent=INIT, cwd=folder, env={**common, **(env or {})}, ends=ends, group=0
            )
        except Exception:
            for each in [*ends.values(), keyboard, *screens.values()]:
                each.close()
            raise
        if shown.terminal:
            shown.terminal.foreground = process.group
        self._show(process.pid, shown, keyboard, screens)
        return process.pid

    def on_input(self, pid: int, data: bytes) -> None:
        """Take what the page types."""
        if (shown := self._shown.get(pid)) and shown.input:
            shown.input.receive(bytes(data))
        else:
            self._adapter.tell({"kind": "input-closed", "pid": pid})

    def on_end_input(self, pid: int) -> None:
        """End the input of a process."""
        if (shown := self._shown.get(pid)) and shown.input:
            shown.input.close()

    def on_credit(self, pid: int, bytes: int, fd: int = 1) -> None:
        """Take credits for output that the page has passed on."""
        if (shown := self._shown.get(pid)) and (output := shown.outputs.get(fd)):
            output.give(bytes)

    def on_close_output(self, pid: int, fd: int = 1) -> None:
        """Close an output that is read no more; programs that write to it learn so."""
        if (shown := self._shown.get(pid)) and (output := shown.outputs.get(fd)):
            output.close()

    def on_kill(self, pid: int, signal: str | int = "SIGTERM") -> None:
        """Send a signal to a process and its descendants; what it ends has ended when this returns."""
        self.kernel.end_tree(pid, signal)
        self.kernel.run()

    def on_resize(self, pid: int, cols: int, rows: int) -> None:
        """Give a terminal another size."""
        shown = self._shown.get(pid)
        if shown is None or shown.terminal is None:
            raise ValueError(f"Cannot resize process {pid}: it has no terminal; spawn it with one")
        shown.terminal.resize(Size(int(cols), int(rows)))

    def on_processes(self) -> list[Message]:
        """Return every process."""
        return [
            {
                "pid": process.pid,
                "parent": process.parent,
                "group": process.group,
                "argv": list(process.argv),
                "cwd": process.cwd,
                "env": dict(process.env),
                "state": process.state,
                "ports": self.kernel.ports.of(process.pid),
                "exitCode": process.exit_code,
                "signal": process.signal,
            }
            for process in self.kernel.processes_table
        ]

    def on_owner(self, port: int) -> int | None:
        """Return the process that listens on a port."""
        return self.kernel.ports.owner(int(port))

    # -- previews --------------------------------------------------------------------------------------

    def on_show_previews(self, address: str, scripts: Sequence[str], forward_errors: bool | str = False) -> None:
        """Begin the previews of a page without a host."""
        from ..previews.site_previews import SitePreviews  # When they are wanted: containers boot without.

        self._previews = SitePreviews(address, scripts, forward_errors)

    def on_set_preview_script(self, source: str, type: str | None, defer: bool, asynchronous: bool) -> None:
        """Set the script of the documents that are loaded later."""
        from ..previews.script import PreviewScript

        made = PreviewScript.of(source, type, defer=defer, asynchronous=asynchronous) if source else None
        self._site().script = made

    def on_preview_request(self, path: str, headers: list[list[str]]) -> list[list[str]]:
        """Return the headers of a request as the server of a preview gets it."""
        return _texts(self._site().request(path, _bytes(headers), self._adapter.now()))

    def on_preview_answer(self, port: int, path: str, headers: list[list[str]], document: bool) -> Message:
        """Return the headers of an answer for the browser, and the number of what changes its body."""
        changed, injection = self._site().answer(
            int(port), path, _bytes(headers), self._adapter.now(), document=document
        )
        if injection is None:
            return {"headers": _texts(changed), "number": 0}
        self._last_document += 1
        self._documents[self._last_document] = injection
        return {"headers": _texts(changed), "number": self._last_document}

    def on_feed_document(self, number: int, data: bytes | None) -> bytes:
        """Return as much of a document as can go on; its end is None."""
        if data is None:
            return self._documents.pop(number).end()
        return self._documents[number].feed(bytes(data))

    def on_preview_message(self, port: int, name: str, body: bytes) -> Message | None:
        """Return what a document of a preview tells."""
        from ..previews.message import message_of

        found = message_of(bytes(body), name=name, port=int(port))
        return dict(found) if found else None

    def _site(self) -> SitePreviews:
        if self._previews is None:
            raise ValueError("Cannot use previews of this page: its host shows them, or none were begun")
        return self._previews

    def on_ports(self) -> list[list[int]]:
        """Return the ports that are open with their processes."""
        return [list(each) for each in self.kernel.ports]

    def _terminal(self, pipe: Pipe, size: Mapping[str, int]) -> Terminal:
        def signal(group: int, name: str) -> None:
            try:
                self.kernel.signal(-group, name)
            except LookupError:
                return
            except Exception:  # The foreground has ended.
                return

        return Terminal(pipe, Size(int(size.get("cols", 80)), int(size.get("rows", 24))), signal)

    def _show(self, pid: int, shown: _Shown, keyboard: End, screens: Mapping[int, End]) -> None:
        tell = self._adapter.tell
        shown.input = Incoming(
            keyboard,
            lambda count: tell({"kind": "credit", "pid": pid, "bytes": count}),
            lambda: tell({"kind": "input-closed", "pid": pid}),
        )
        self.kernel.run_task(shown.input.run())
        if 1 not in screens:
            tell({"kind": "output", "pid": pid, "fd": 1, "data": b""})
        self._shown[pid] = shown
        for fd, screen in screens.items():
            send = partial(self._send, pid, fd)
            shown.outputs[fd] = Outgoing(screen, send)
            self.kernel.run_task(shown.outputs[fd].run(), partial(self._forget, pid, fd))

    def _see(self, changes: Sequence[Change]) -> None:
        for number, watch in self._watches.items():
            seen = watch.seen(changes, self._below)
            if seen:
                told = [{"kind": each.kind, "path": each.path, **({"to": each.to} if each.to else {})} for each in seen]
                self._adapter.tell({"kind": "watched", "watch": number, "changes": told})

    def _below(self, folder: str) -> list[str]:
        try:
            return [each.path for each in self.files.export(folder) if each.path]
        except FileError:
            return []

    def _send(self, pid: int, fd: int, data: bytes) -> None:
        self._adapter.tell({"kind": "output", "pid": pid, "fd": fd, "data": data})

    def _forget(self, pid: int, fd: int) -> None:
        if (shown := self._shown.get(pid)) is not None:
            del shown.outputs[fd]
            if not shown.outputs:
                del self._shown[pid]


def _bytes(headers: Iterable[Sequence[str]]) -> Headers:
    return [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers]


def _texts(headers: Headers) -> list[list[str]]:
    return [[name.decode("latin-1"), value.decode("latin-1")] for name, value in headers]


def _described(entries: Iterable[Entry]) -> list[Message]:
    return [
        {"path": each.path, "kind": each.kind, "data": each.data, "target": each.target, "mode": each.mode}
        for each in entries
    ]


def _entry(given: Message) -> Entry:
    return Entry(
        path=given["path"],
        kind=given["kind"],
        data=bytes(given.get("data") or b""),
        target=given.get("target") or "",
        mode=int(given.get("mode") or (0o755 if given["kind"] == "directory" else 0o644)),
    )
