"""The three streams of a guest are those of the process: live, unbuffered, closed, pipes, files or terminals."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

from .conftest import COMMAND, Made
from .programs import COPY, FLOOD, HELLO, KIND

Started = Callable[..., subprocess.Popen[bytes]]
MIB = 1 << 20


def test_input_is_read_and_output_written_as_they_come(started: Started) -> None:
    process = started(COPY)
    assert process.stdin is not None
    assert process.stdout is not None
    for text in (b"no newline", b"a line\n", b"\0\xff\n"):
        os.write(process.stdin.fileno(), text)
        assert os.read(process.stdout.fileno(), 100) == text
    process.stdin.close()
    assert process.wait(10) == 0


def test_output_into_a_file_is_added_where_the_file_was(started: Started, tmp_path: Path) -> None:
    with open(tmp_path / "log", "wb") as log:
        log.write(b"before\n")
        log.flush()
        assert started(HELLO, stdout=log).wait(10) == 0
    assert (tmp_path / "log").read_bytes() == b"before\nhello\n"


def test_a_closed_reader_ends_a_guest_as_it_ends_any_program(started: Started) -> None:
    process = started(FLOOD, "100")
    assert process.stdout is not None
    assert os.read(process.stdout.fileno(), 10)
    process.stdout.close()
    assert process.wait(10) == -signal.SIGPIPE
    assert process.stderr is not None
    assert process.stderr.read() == b""


def test_100_mib_through_a_slow_reader_keep_the_memory_flat(started: Started) -> None:
    process = started(FLOOD, "100")
    assert process.stdout is not None
    output = process.stdout.fileno()
    total = drained(output, 1)
    before = resident(process.pid)
    for mark in (25 * MIB, 50 * MIB, 75 * MIB):
        total += drained(output, mark - total)
        # More is to come than a pipe holds, so that the guest has not ended.
        assert resident(process.pid) - before < 4 * MIB
    assert total + drained(output, 100 * MIB) == 100 * MIB
    assert process.wait(10) == 0


def test_streams_may_be_closed(made: Made, environment: Mapping[str, str], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    shell = 'exec "$@" <&-'
    done = subprocess.run(
        ["sh", "-c", shell, "sh", *COMMAND, str(made(COPY)), "--dir", str(tmp_path)],
        env=environment,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *COMMAND, str(made(HELLO)), "--dir", str(tmp_path)],
        env=environment,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0


def test_a_guest_knows_a_terminal(made: Made, environment: Mapping[str, str], started: Started) -> None:
    assert kinds(started(KIND)).count("2") == 0
    leader, follower = pty.openpty()
    with open(leader, "rb"), open(follower, "wb") as terminal:
        process = started(KIND, stdin=terminal, stdout=terminal)
        assert kinds(process) == "22" + kinds(started(KIND))[2]


def kinds(process: subprocess.Popen[bytes]) -> str:
    assert process.stderr is not None
    assert process.wait(10) == 0
    return process.stderr.read().decode()


def drained(descriptor: int, least: int) -> int:
    """Read that many bytes, up to 64 KiB more, or fewer where the end comes first; return how many."""
    count = 0
    while count < least and (data := os.read(descriptor, 65536)):
        count += len(data)
    return count


def resident(pid: int) -> int:
    """Return the bytes of memory that a process has."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) * 1024
