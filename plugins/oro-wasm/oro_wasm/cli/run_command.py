"""`oro wasm run`: build what is there, show it, and follow its sources."""

from __future__ import annotations

import os
import sys
import time
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from oro_framework.cli import terminal
from oro_framework.errors import UsageError
from oro_wasm.cli.build_terminal import BuildTerminal

if TYPE_CHECKING:
    from oro_wasm.server.records import Record
    from oro_wasm.server.session import Session

__all__ = ("command",)

EPILOG = """\b
Examples:
  oro wasm run                     build the project in this folder, show it in a window
  oro wasm run hello.c             the same of one source file
  oro wasm run tool.wasm           show a module: its exports, a playground, its output
  oro wasm run --serve             show it in the browser, at http://localhost:8420
  oro wasm run site/ -P 9000       serve the folder of a built site at port 9000
"""


@click.command("run", short_help="Build a project, and show it in a window that follows its sources", epilog=EPILOG)
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("-p", "--path", "named", type=click.Path(path_type=Path), metavar="PATH", help="The same as PATH.")
@click.option("-s", "--serve", is_flag=True, help="Serve to browsers of this machine, and open one; no window.")
@click.option(
    "-P",
    "--port",
    type=click.IntRange(0, 65535),
    help="Serve at this port; 0 takes a free one. Without it, 8420 or the next free one.",
)
@click.option("--no-open", is_flag=True, help="With --serve or --port: open no browser.")
@click.option("-l", "--language", metavar="NAME", help="Build as a project of this language, and ask no other.")
@click.option("--watch/--no-watch", default=True, help="Build again when a source changes; on unless switched off.")
@click.option("--backend", metavar="NAME", help="Engine of the window; the first that works when not given.")
@click.option("--test", type=click.Path(path_type=Path), hidden=True)
@click.option("-v", "--verbose", is_flag=True, help="Print what tools print.")
@click.option("--debug", is_flag=True, help="Print spans with their times, and the whole log.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line: the address, each record.")
@click.pass_context
def command(
    ctx: click.Context,
    path: Path | None,
    named: Path | None,
    serve: bool,
    port: int | None,
    no_open: bool,
    language: str | None,
    watch: bool,
    backend: str | None,
    test: Path | None,
    verbose: bool,
    debug: bool,
    as_json: bool,
) -> int:
    """Build PATH, show it, and build again when a source changes. Aliases: dev, serve.

    PATH is a project, one source file, a .wasm file, or the folder of a built site; the current folder if not given.

    The page has the console of the program, what the module imports and exports, and a playground that calls its
    functions. A new build takes the old one's place without loading the page again, and keeps the module's memory where
    only code has changed; where exports have changed, the page loads again. A build that fails leaves the page as it
    is, and shows the compiler's message.

    `oro wasm stop` ends it, as Ctrl+C and closing the window do.
    """
    if path is not None and named is not None:
        raise UsageError(f'Cannot run "{path}" and "{named}": name one path')
    debug = debug or bool((ctx.obj or {}).get("debug"))
    from oro_wasm.server.opening import open_session

    session = open_session(
        path or named or Path(),
        language=language or "",
        watch=watch,
        verbose=verbose,
        heard=_Printer(verbose=verbose, debug=debug, as_json=as_json),
    )
    if serve or port is not None or ctx.info_name == "serve":
        return _serve(session, port, opens=not no_open, as_json=as_json, debug=debug)
    from oro_wasm.server.window import show

    return show(session, backend=backend, test=test, debug=debug)


class _Printer:
    """Prints log records: what went wrong, how far builds are, and more where it was asked for."""

    def __init__(self, *, verbose: bool, debug: bool, as_json: bool) -> None:
        self._verbose = verbose
        self._debug = debug
        self._as_json = as_json
        self._builds = BuildTerminal()

    def __call__(self, record: Record) -> None:
        if record.progress and not (self._as_json or self._verbose or self._debug):
            self._builds.report("progress", record.text)
        else:
            self._builds.end()
            self._print(record)

    def _print(self, record: Record) -> None:
        if self._as_json:
            _print_json(
                {
                    "event": "log",
                    "time": record.time,
                    "level": record.level,
                    "source": record.source,
                    "text": record.text,
                }
            )
        elif record.level == "error":
            terminal.fail(record.text)
        elif record.level == "warning" and record.source != "build":
            terminal.warn(record.text)
        elif self._wanted(record):
            terminal.note(f"{record.source}: {record.text}")

    def _wanted(self, record: Record) -> bool:
        if record.level == "debug":
            return self._debug
        return self._verbose or self._debug or record.text.startswith("Built ")


def _serve(session: Session, port: int | None, *, opens: bool, as_json: bool, debug: bool) -> int:
    """Serve over HTTP until stopped; return the exit code."""
    import trio

    from oro_wasm.server.http import serve
    from oro_wasm.server.ports import DEFAULT, HOST, listening_at
    from oro_wasm.server.running import Running

    terminal.listen(debug=debug)
    bound = listening_at(port)
    taken: int = bound.getsockname()[1]
    if port is None and taken != DEFAULT and not as_json:
        terminal.note(f"port {DEFAULT} is taken, so another one is used")
    url = f"http://localhost:{taken}/"
    path = str(session.target.path)
    running = Running(pid=os.getpid(), path=path, mode="http", url=url, port=taken, started=time.time())

    def ready() -> None:
        if as_json:
            _print_json({"event": "serving", "url": url, "host": HOST, "port": taken, "path": path})
        else:
            terminal.note(f"{session.target.name} is at {url}; Ctrl+C or `oro wasm stop` ends it")
        if opens:
            webbrowser.open(url)

    trio.run(serve, session, bound, running, ready)
    return 0


def _print_json(value: object) -> None:
    import msgspec

    sys.stdout.write(msgspec.json.encode(value).decode() + "\n")
    sys.stdout.flush()
