"""Updates an app again and again, and dies each time one step later: run as a program by `test_death`.

A step is a call that writes, renames, makes or removes something in the app's folders, as Python's audit hooks tell.
The parent imports everything once; each update runs in a fork of it.

    python dying.py FOLDER URL ROOT
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import anyio
import anyio._backends._trio  # all this is imported once, before the forks
import bsdiff4  # noqa: F401
import filelock  # noqa: F401
import httpx  # noqa: F401
from oro_updater import archive, installation, trust  # noqa: F401
from oro_updater.installation import Installation
from oro_updater.server import Server
from oro_updater.subject import Subject
from oro_updater.updates import Updates

CHANGES = {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "os.chmod", "os.truncate"}


async def update(folder: Path, url: str, root: Path) -> None:
    """Update from 1.0 to 2.0."""
    subject = Subject(
        app="org.example.tea",
        version="1.0",
        platform="linux_x86_64",
        channel="stable",
        installation=Installation(folder / "app"),
    )
    updates = Updates(subject, Server(url), root, folder / "data")
    await updates.check()
    await updates.download(lambda got, total: None)
    await updates.apply()


def attempt(work: Callable[[], object], folder: Path, last: int) -> bool:
    """Work in a fork that dies at a step; return whether it came to the end.

    Args:
        work: changes files in `folder`.
        last: the step; 0 for none.
    """
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    step = 0

    def count(event: str, arguments: tuple[Any, ...]) -> None:
        nonlocal step
        changes = event in CHANGES or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR))
        if changes and any(str(folder) in str(argument) for argument in arguments):
            step += 1
            if step == last:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    try:
        work()
    except BaseException as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
        os._exit(1)
    os._exit(0)


def started(folder: Path) -> str:
    """Return what the installed app says when it is started."""
    done = subprocess.run([folder / "app" / "tea"], capture_output=True, text=True, timeout=30, check=True)
    return done.stdout.strip()


def main(folder: Path, url: str, root: Path) -> None:
    """Print, for each step, what starts after the death and after the next try."""
    pristine = folder / "pristine"
    os.sync = lambda: None  # a killed process leaves what it wrote; only a power cut would not
    os.fsync = lambda fd: None
    work = partial(anyio.run, update, folder, url, root, backend="trio")
    seen: list[tuple[str, str]] = []
    ended = False
    while not ended:
        for name in ("app", "data"):
            shutil.rmtree(folder / name, ignore_errors=True)
        shutil.copytree(pristine, folder / "app", symlinks=True)
        ended = attempt(work, folder, len(seen) + 1)
        after = started(folder)
        if after == "1.0":
            assert attempt(work, folder, 0), "the next try does not succeed"
        seen.append((after, started(folder)))
        Installation(folder / "app").prune(frozenset())
        left = [path.name for path in (folder / "app" / "versions").iterdir() if path.name not in ("1.0", "2.0")]
        assert not left, left
    print(json.dumps(seen))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
