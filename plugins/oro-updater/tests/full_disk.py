"""Updates an app on a disk that is full: run as a program by `test_full_disk`, where the folder is a small `tmpfs`.

Each step is tried with too little room, and again with enough.

    python full_disk.py FOLDER URL ROOT
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
from oro_updater.installation import Installation
from oro_updater.server import Server
from oro_updater.subject import Subject
from oro_updater.updates import Updates

from oro_framework.errors import ErrnoError

PAGE = 4096


class Disk:
    """The `tmpfs`, with a file that fills it."""

    def __init__(self, folder: Path) -> None:
        self._filler = folder / "filler"

    def fill(self, room: int) -> None:
        """Leave so many bytes free, in whole pages."""
        with self._filler.open("ab", buffering=0) as file:
            try:
                while file.write(bytes(PAGE)):
                    pass
            except OSError:
                file.truncate(file.tell() - room // PAGE * PAGE)

    def empty(self) -> None:
        """Give the room back."""
        self._filler.unlink()


def started(folder: Path) -> str:
    """Return what the installed app says when it is started."""
    done = subprocess.run([folder / "app" / "tea"], capture_output=True, text=True, timeout=30, check=True)
    return done.stdout.strip()


async def main(folder: Path, url: str, root: Path) -> None:
    """Print, for each step, the error, what starts then, and what starts once the step succeeded."""
    disk, app, seen = Disk(folder), Installation(folder / "app"), []

    def updates(version: str) -> Updates:
        subject = Subject(
            app="org.example.tea", version=version, platform="linux_x86_64", channel="stable", installation=app
        )
        return Updates(subject, Server(url), root, folder / "data")

    async def step(name: str, room: int, work: Callable[[], Awaitable[object]]) -> None:
        disk.fill(room)
        message = ""
        try:
            await work()
        except ErrnoError as error:
            message = error.message
        state, then = app.state.text(), started(folder)
        left = [path.name for path in app.folder.iterdir() if path.name.startswith(".state")]
        came = sum(path.stat().st_size for path in app.updates.glob("*.part"))
        disk.empty()
        await work()
        told = {"step": name, "error": message, "state": state, "then": then, "left": left, "came": came}
        seen.append({**told, "after": started(folder)})

    first = updates("1.0")
    await step("check", 0, first.check)
    for name, room in (("the download", 4 * PAGE), ("the unpacking", 16 * PAGE)):
        await step(name, room, lambda: first.download(lambda got, total: None))
        if name == "the download":  # so that the next one has to unpack as well
            Installation(folder / "app").prune(frozenset())
    await step("apply", 0, first.apply)
    app.confirm("2.0")
    await step("going back", 0, updates("2.0").roll_back)
    program = app.version_folder("3.0") / "tea"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    app.switch("3.0")
    disk.fill(0)
    seen.append({"step": "the launcher", "then": started(folder), "left": os.listdir(folder / "app")})
    print(json.dumps(seen))


if __name__ == "__main__":
    anyio.run(main, Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), backend="trio")
