"""A guest ends at once at Ctrl-C and at its deadline, whatever it does meanwhile."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from .programs import FLOOD, SPIN, TIME_LOOP, WAITS

Started = Callable[..., subprocess.Popen[bytes]]
AT_ONCE = 1.0
"""Seconds: it takes some 5 ms where nothing else runs, and the machine of the tests may be busy."""

WITHHELD = {"in a host call of ours": (TIME_LOOP, "--no-clocks")}
GUESTS = {name: (text,) for name, text in WAITS.items()} | WITHHELD


@pytest.mark.parametrize("guest", GUESTS.values(), ids=GUESTS)
def test_ctrl_c_ends_a_guest(guest: tuple[str, ...], started: Started) -> None:
    process = ready(started(*guest))
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert time.monotonic() - began < AT_ONCE
    assert process.stderr is not None
    assert process.stderr.read() == b""


@pytest.mark.parametrize("guest", GUESTS.values(), ids=GUESTS)
def test_its_deadline_ends_a_guest(guest: tuple[str, ...], started: Started) -> None:
    process = ready(started(*guest, "--timeout", "2"))
    began = time.monotonic()
    assert process.wait(10) == 124
    assert time.monotonic() - began < 2 + AT_ONCE
    assert process.stderr is not None
    assert process.stderr.read().endswith(b"it ran longer than 2 seconds; allow it more with --timeout\n")


def test_its_deadline_ends_a_guest_whose_errors_are_not_read(started: Started) -> None:
    process = started(FLOOD, "100", "--json", "--timeout", "1")  # its output goes to stderr
    assert process.wait(10) == 124


def test_sigterm_ends_a_guest_as_any_process(started: Started) -> None:
    process = ready(started(SPIN))
    process.terminate()
    assert process.wait(10) == -signal.SIGTERM


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_deadline_is_a_number_of_seconds(seconds: str, started: Started) -> None:
    process = started(SPIN, "--timeout", seconds)
    assert process.wait(10) == 2
    assert process.stderr is not None
    assert b"write a number of seconds above 0" in process.stderr.read()


def ready(process: subprocess.Popen[bytes]) -> subprocess.Popen[bytes]:
    """Return a process whose guest has printed `ready`."""
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process
