"""Answers programs that need an interpreter: fetches it, and compiles it for all containers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import trio

from oro_container.containers.door import Reply
from oro_container.core.policy import Policy
from oro_container.programs.wasm.interpreters import Interpreter, fetched_node, interpreters, kept_folder
from oro_framework.errors import Denied, NotFound

__all__ = ("WasmAnswers",)


class WasmAnswers:
    """Makes interpreters ready for the programs of one container.

    Args:
        policy: what it may do.
        turn: taken while one is made ready; the same for all containers.
    """

    def __init__(self, policy: Policy, turn: trio.Lock) -> None:
        self._policy = policy
        self._turn = turn

    async def __call__(self, asked: Mapping[str, Any], reply: Reply) -> None:
        """Make an interpreter ready.

        Raises:
            Denied: it has to be fetched, and the policy grants no packages.
            NotFound: there is none of that name.
            OroError: it cannot be fetched.
        """
        found = next((each for each in (*interpreters(), fetched_node()) if each.file == asked.get("name")), None)
        if found is None:
            raise NotFound("Cannot make a program ready: there is none of that name")
        async with self._turn:
            if not _is_ready(found):
                await self._make(found, reply)
        await reply({"ready": True})

    async def _make(self, interpreter: Interpreter, reply: Reply) -> None:
        missing = interpreter.missing()
        if missing and not self._policy.packages:
            raise Denied(
                f'Cannot start "{interpreter.name}": {missing} would have to be fetched, and the policy of the '
                "container does not allow it; allow packages, or start it once in a container that has them"
            )
        send, receive = trio.open_memory_channel[str](64)

        def report(kind: str, text: str) -> None:
            if kind == "progress" and send.statistics().current_buffer_used < 64:
                send.send_nowait(text)

        async with trio.open_nursery() as tasks:
            tasks.start_soon(_tell, receive, reply)
            with send:
                source = await interpreter.fetch(report)
                if source.is_dir():
                    await trio.to_thread.run_sync(_link, interpreter, source)
                else:
                    report("progress", f"compiling {interpreter.name} for this machine, once")
                    await trio.to_thread.run_sync(_compile, interpreter, source)
                _mark(interpreter).touch()


async def _tell(texts: trio.MemoryReceiveChannel[str], reply: Reply) -> None:
    async for text in texts:
        await reply({"err": text})


def _is_ready(interpreter: Interpreter) -> bool:
    """Return whether an interpreter is there with the code that this build of the engine compiles."""
    return _mark(interpreter).exists()


def _mark(interpreter: Interpreter) -> Path:
    from oro_wasm.engine.keys import version

    return kept_folder() / f"{interpreter.file}.{version()}"


def _link(interpreter: Interpreter, source: Path) -> None:
    """Give the programs and packages of a folder a place among what is kept, without a second copy of them."""
    target = kept_folder() / interpreter.file
    if target.exists():
        return
    made = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(made, ignore_errors=True)
    for name in ("bin", "lib"):
        shutil.copytree(source / name, made / name, symlinks=True, copy_function=_linked)
    os.replace(made, target)


def _linked(source: str, target: str) -> None:
    if os.path.islink(source):
        os.symlink(os.readlink(source), target)
        return
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def _compile(interpreter: Interpreter, source: Path) -> None:
    """Copy an interpreter to those that are kept, and compile it."""
    from oro_wasm.engine.cache import LIMIT, Cache
    from oro_wasm.engine.code import Store

    target = kept_folder() / interpreter.file
    made = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copyfile(source, made)
    os.replace(made, target)
    Store(Cache(kept_folder() / "code", LIMIT)).load(target)
