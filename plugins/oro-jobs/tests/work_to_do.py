"""Functions that tests run as jobs, in whatever process."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

from oro_jobs import current, job

PATIENCE = 60.0


def until(path: Path) -> None:
    """Wait until a file is there, or the job is to end."""
    deadline = time.monotonic() + PATIENCE
    while not path.exists():
        current().check_cancelled()
        if time.monotonic() > deadline:
            raise TimeoutError(f"{path} did not come")
        time.sleep(0.01)


@job
def add(a: int, b: int) -> int:
    return a + b


async def add_async(a: int, b: int) -> int:
    return a + b


def pid() -> int:
    return os.getpid()


def thread() -> str:
    return threading.current_thread().name


@job(name="count")
def count_to(total: int, pause: float = 0.0) -> list[int]:
    """Count, and tell everything that can be told."""
    me = current()
    for number in range(total):
        me.check_cancelled()
        me.progress(number + 1, total, f"number {number + 1}")
        me.log(f"counted {number}")
        me.partial(number * number)
        time.sleep(pause)
    return list(range(total))


def wait_for(path: str) -> str:
    """Wait as a job does that can be cancelled."""
    current().log(str(os.getpid()))
    until(Path(path))
    return "waited"


def deaf(path: str) -> None:
    """Wait without asking whether the job was cancelled."""
    current().log(str(os.getpid()))
    while not Path(path).exists():
        time.sleep(0.01)


def die_once(marker: str) -> int:
    """Kill the own process the first time."""
    path = Path(marker)
    if not path.exists():
        path.write_text(str(os.getpid()))
        os.kill(os.getpid(), signal.SIGKILL)
    return current().attempt


def fail_until(attempt: int) -> int:
    if current().attempt < attempt:
        raise ValueError(f"attempt {current().attempt}")
    return current().attempt


def fail(text: str) -> None:
    raise LookupError(text)


def exits() -> None:
    raise SystemExit(3)


class Mute(Exception):
    """An error that cannot be shown."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


def fail_mute() -> None:
    raise Mute


def late(go: str, heard: str) -> int:
    """Tell something after the attempt was given up."""
    me = current()
    me.log(f"attempt {me.attempt}")
    while not Path(go).exists():
        time.sleep(0.01)
    me.log(f"late {me.attempt}")
    if me.attempt == 1:
        Path(heard).touch()
    return me.attempt


def length(data: bytes) -> int:
    return len(data)


def hoard(mebibytes: int) -> int:
    return len(bytearray(mebibytes << 20))


def big(size: int) -> bytes:
    return bytes(size)


def note_order(path: str, name: str) -> None:
    with open(path, "a") as file:
        file.write(name + "\n")


@job(durable=True)
def keep_step(folder: str, name: str) -> str:
    """Note that it began, wait for permission to end, and say which attempt ended."""
    with (Path(folder) / "begun").open("a") as file:
        file.write(f"{name} {current().attempt} {os.getpid()}\n")
    until(Path(folder) / f"go-{name}")
    return f"{name} in attempt {current().attempt}"


@job(durable=True, at_restart="mark")
def keep_once(folder: str) -> str:
    return keep_step(folder, "once")
