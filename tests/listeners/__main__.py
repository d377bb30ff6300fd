"""A host with one port, in a process that may have few descriptors; does what each line it reads says.

`ping` calls a route, `hoard` takes every descriptor that is left, `release` gives them back. Each is answered by a line
of JSON: what the route said, how many descriptors are open, and how often the log said that connections wait.
"""

from __future__ import annotations

import json
import logging
import os
import resource
import sys

import trio

from tests.listeners.ports import PORTS, Port


class Counted(logging.Handler):
    """Counts what the log says of connections that cannot be taken."""

    told = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.told += record.getMessage().startswith("Cannot take connections")


def hoard() -> list[int]:
    """Take every descriptor there is."""
    taken: list[int] = []
    try:
        while True:
            taken.append(os.dup(1))
    except OSError:
        return taken


async def obey(port: Port, counted: Counted) -> None:
    """Do what each line says."""
    taken: list[int] = []
    lines = trio.lowlevel.FdStream(os.dup(0))
    while line := (await lines.receive_some()).decode().strip():
        if line == "hoard":
            taken = hoard()
        elif line == "release":
            for each in taken:
                os.close(each)
            taken = []
        said = (await port.app.call("ping")).data
        found = 0 if taken else len(os.listdir("/proc/self/fd"))
        print(json.dumps({"said": said, "descriptors": found, "told": counted.told}), flush=True)


async def main(name: str, most: int) -> None:
    """Open a port, say where it is, and obey."""
    counted = Counted()
    logging.getLogger("oro").addHandler(counted)
    async with PORTS[name]() as port:
        # The first connection has modules imported, which takes descriptors of its own.
        async with await trio.open_tcp_stream("127.0.0.1", port.number) as stream:
            await stream.send_all(port.head)
            assert (await stream.receive_some()).startswith(port.answer)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
        print(json.dumps({"port": port.number, "head": port.head.decode(), "answer": port.answer.decode()}), flush=True)
        await obey(port, counted)


trio.run(main, sys.argv[1], int(sys.argv[2]))
