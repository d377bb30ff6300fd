"""Routes that run a program to its end: the sync forms of `oro:child_process`, and `child_process.exec`."""

from __future__ import annotations

from typing import Any, TypedDict
from urllib.parse import quote

import msgspec

from oro_framework.errors import ErrnoError, TimedOut
from oro_framework.parameters import SystemText
from oro_framework.service import route
from oro_framework.types import Call, Response
from oro_process.children.children import Children
from oro_process.children.description import from_text, read_start, split_input
from oro_process.children.run import Outcome, run_to_end
from oro_process.children.signals import signal_name
from oro_process.routes.alias import alias

__all__ = ("Executed", "RunRoutes")


class Executed(TypedDict):
    """A program that has ended; what it wrote is percent-encoded text."""

    id: str
    pid: int
    stdout: str
    stderr: str
    code: int | None


class ExecTimedOut(TimedOut):
    """A program was ended because its time was over; `stdout` and `stderr` are what it wrote until then."""

    code = "ETIMEDOUT"


class RunRoutes:
    """Programs run to their end."""

    def __init__(self, children: Children) -> None:
        self._children = children

    @route("child_process.run", permission="process", deadline=0)
    async def run(self, call: Call) -> Response:
        """Run the program that the body describes, and answer with how it ended and what it wrote.

        The body is four bytes of length, big endian, so much JSON (`Start`), and the input. The answer is
        built alike: JSON `{pid, code, signal, cut, outputs}`, then the bytes of each descriptor in turn; `outputs` has
        their numbers and lengths, `cut` the errno of a timeout or of too much output. A program that cannot be
        started is told by `{errno, name}` alone. If cancelled, the program gets SIGKILL.

        Raises:
            InvalidArgument: the description is none.
            OutOfScope: the permission is narrowed to others.
        """
        described, given = split_input(call.body)
        asked = read_start(described)
        try:
            child = await self._children.start(call, asked)
        except ErrnoError as error:
            return _packed({"errno": -error.errno, "name": error.details["name"]}, {})
        try:
            outcome = await run_to_end(child, asked, given)
        finally:
            self._children.settle(child)
        ended = {"pid": child.pid, "code": outcome.code, "signal": signal_name(outcome.signal), "cut": outcome.cut}
        return _packed(ended, outcome.outputs)

    @route("child_process.exec", permission="process", deadline=0)
    async def exec(
        self,
        call: Call,
        *,
        id: str,
        args: SystemText,
        cwd: SystemText = "",
        env: SystemText | None = None,
        timeout: float = 0,
        killSignal: int = 15,
    ) -> Executed:
        """Run a command line with `/bin/sh` and answer when it has ended.

        Args:
            id: of the program.
            args: its words, joined by U+0001; a shell gets them joined by spaces.
            cwd: working directory.
            env: `NAME=value`, joined by U+0001.
            timeout: milliseconds; 0 for none.
            killSignal: what ends it when they are over.

        Raises:
            ExecTimedOut: its time was over.
            OutOfScope: the permission does not cover the shell.
            ErrnoError: it could not be started.
        If cancelled, it gets SIGKILL.
        """
        asked = from_text(call.params, id=id, args=args, shell=True, cwd=cwd, env=env)
        asked = msgspec.structs.replace(asked, timeout=timeout, kill_signal=killSignal)
        child = await self._children.start(call, asked)
        try:
            outcome = await run_to_end(child, asked, b"")
        finally:
            self._children.settle(child)
        done: Executed = {
            "id": child.id,
            "pid": child.pid,
            "stdout": _text(outcome, 1),
            "stderr": _text(outcome, 2),
            "code": outcome.code,
        }
        if outcome.cut is not None:
            rest: dict[str, Any] = {key: value for key, value in done.items() if key != "code"}
            raise ExecTimedOut(f"Cannot finish process {child.id}: its {timeout:g} ms are over", **rest)
        return done

    exec_as_socket = alias("childProcess.exec", exec)


def _packed(head: dict[str, Any], outputs: dict[int, bytearray]) -> Response:
    described = msgspec.json.encode({**head, "outputs": [[fd, len(data)] for fd, data in outputs.items()]})
    return Response(
        body=b"".join((len(described).to_bytes(4, "big"), described, *outputs.values())),
        headers=[("content-type", "application/octet-stream")],
    )


def _text(outcome: Outcome, fd: int) -> str:
    """Return output as text that `decodeURIComponent` reads; bytes that are no UTF-8 become U+FFFD."""
    return quote(bytes(outcome.outputs.get(fd, b"")).decode("utf-8", "replace"), safe="!'()*")
