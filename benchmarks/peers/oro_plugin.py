"""The routes of the benchmark's app."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from typing import Any, cast

from benchmarks.peers import work
from oro_framework import Call, Host, hookimpl, route
from oro_framework.types import FileResponse


@route("bench.spawned")
def spawned(call: Call) -> float:
    return work.SPAWNED


@route("bench.echo")
def echo(call: Call, n: int) -> int:
    return n


@route("bench.echoAsync")
async def echo_async(call: Call, n: int) -> int:
    return n


@route("bench.put", max_body=1 << 26)
def put(call: Call) -> int:
    return len(call.body)


@route("bench.get")
def get(call: Call, size: int) -> bytes:
    return work.BODIES[size]


@route("bench.file")
async def file(call: Call) -> FileResponse:
    return FileResponse(fd=os.open(work.FILE, os.O_RDONLY | os.O_CLOEXEC))


@route("bench.memory")
def memory(call: Call) -> int:
    return work.memory()


@route("bench.done")
def done(call: Call, report: str) -> None:
    work.report(json.loads(report))
    cast(Any, call.host).quit()


@hookimpl
def oro_routes(host: Host) -> Sequence[Callable[..., Any]]:
    return [spawned, echo, echo_async, put, get, file, memory, done]
