"""Routes about modules and components as files: whether they are valid, what they have and want."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from anyio import to_thread

from oro_framework.service import route
from oro_framework.types import Call
from oro_wasm.errors import RunnerEnded
from oro_wasm.guests.start import Grants, Limits
from oro_wasm.programs.granting import Granting
from oro_wasm.programs.modules import Modules
from oro_wasm.programs.runners import Runners
from oro_wasm.routes.asked import path_of
from oro_wasm.runner.messages import Inspect, Inspected

__all__ = ("FileRoutes",)


class FileRoutes:
    """Questions about files, of which nothing runs."""

    def __init__(self, runners: Runners, modules: Modules, granting: Granting) -> None:
        self._runners = runners
        self._modules = modules
        self._granting = granting

    @route("wasm.verify", permission="wasm", deadline=0)
    async def verify(self, call: Call, *, path: str = "", digest: str = "") -> dict[str, Any]:
        """Answer whether a file is a valid module or component, as `oro wasm verify --json` does.

        `reason` and `offset` are those of its first problem, in bytes from its beginning; null where there is none.

        Args:
            call: the call.
            path: of the file; or `digest`.
            digest: of bytes given to `wasm.load` before.

        Raises:
            InvalidArgument: neither or both are given.
            NotFound: there are no bytes of that digest.
            Denied: the page may not read the file.
            ErrnoError: the file cannot be read.
        """
        found = await self._inspected(path, digest, Grants(), Limits())
        verdict = found["verdict"]
        problem = verdict["problem"] or {"reason": None, "offset": None}
        return {**verdict, "size": found["size"], "reason": problem["reason"], "offset": problem["offset"]}

    @route("wasm.inspect", permission="wasm", deadline=0)
    async def inspect(
        self,
        call: Call,
        *,
        path: str = "",
        digest: str = "",
        grants: Grants | None = None,
        limits: Limits | None = None,
    ) -> dict[str, Any]:
        """Answer what a file is, has and wants, and whether it will run here, as `oro wasm inspect --json` does.

        Args:
            call: the call.
            path: of the file; or `digest`.
            digest: of bytes given to `wasm.load` before.
            grants: what it would be granted.
            limits: how far it might go.

        Raises:
            InvalidArgument: neither or both of `path` and `digest` are given.
            NotFound: there are no bytes of that digest.
            Denied: the page may not read the file.
            ErrnoError: the file cannot be read.
        """
        return await self._inspected(path, digest, grants or Grants(), self._granting.limits(limits or Limits()))

    async def _inspected(self, path: str, digest: str, grants: Grants, limits: Limits) -> dict[str, Any]:
        file = await path_of(path, digest, self._modules, self._granting, "inspect a file")
        asked = Inspect(file, path or "FILE", grants, limits)
        try:
            async with self._runners.lent() as runner:
                return (await runner.ask(asked, Inspected)).answer
        except RunnerEnded as error:
            # The engine aborts for some bytes made to harm it; the structure is read without the engine.
            return await to_thread.run_sync(partial(_without_engine, asked, error.message))


def _without_engine(asked: Inspect, reason: str) -> dict[str, Any]:
    from oro_wasm.analysis.child import crashed  # seldom needed
    from oro_wasm.analysis.inspection import inspect
    from oro_wasm.analysis.plain import plain

    data = Path(asked.path).read_bytes()
    return plain(
        asked.name, inspect(data, asked.name, asked.grants, asked.limits, lambda _, code: crashed(code, reason))
    )
