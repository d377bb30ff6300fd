"""A D-Bus session bus for tests, on which no program runs but those a test starts."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from oro_framework.errors import Broken, Unsupported

__all__ = ("SessionBus", "session_bus")

START = 60
"""Seconds that a program has to take its name on the bus."""
_CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type><listen>unix:dir={folder}</listen><auth>EXTERNAL</auth>
  <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""


class SessionBus:
    """A running bus, and the programs on it, which end with it.

    Args:
        address: the value of `DBUS_SESSION_BUS_ADDRESS` for programs.
        daemon: the bus itself.
    """

    def __init__(self, address: str, daemon: subprocess.Popen[bytes]) -> None:
        self.address = address
        self._daemon = daemon
        self._programs = ExitStack()

    def start(
        self, command: Sequence[str], name: str, environment: Mapping[str, str], stdin: bytes = b""
    ) -> subprocess.Popen[bytes]:
        """Start a program and wait until it has a name on the bus.

        Args:
            command: the program and its arguments.
            name: the name it takes on the bus, such as `org.freedesktop.secrets`.
            environment: its environment, to which the address of the bus is added.
            stdin: its standard input.

        Raises:
            Broken: it did not take its name in time.
        """
        environment = {**environment, "DBUS_SESSION_BUS_ADDRESS": self.address}
        process = self._programs.enter_context(_running(command, environment))
        assert process.stdin is not None
        process.stdin.write(stdin)
        process.stdin.close()
        wait = ["gdbus", "wait", "--session", "--timeout", str(START), name]
        if subprocess.run(wait, env=environment, capture_output=True, check=False).returncode:
            raise Broken(f'Cannot use "{command[0]}": it is not on the bus as {name} after {START} seconds')
        return process

    def close(self) -> None:
        """End the bus and the programs that were started on it."""
        self._programs.close()
        self._daemon.kill()
        self._daemon.wait()


@contextmanager
def session_bus(folder: Path) -> Iterator[SessionBus]:
    """Run a bus during the block.

    Args:
        folder: the folder of its socket; its path must be short, as paths of sockets have about 100 characters at most.

    Raises:
        Unsupported: dbus-daemon or gdbus is not installed.
    """
    for program, package in (("dbus-daemon", "dbus"), ("gdbus", "libglib2.0-bin")):
        if shutil.which(program) is None:
            raise Unsupported(f"Cannot make a bus: {program} is not installed; try: apt-get install {package}")
    config = folder / "bus.conf"
    config.write_text(_CONFIG.format(folder=folder))
    command = ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1"]
    with _running(command, None) as daemon:
        assert daemon.stdout is not None
        bus = SessionBus(daemon.stdout.readline().decode().strip(), daemon)
        try:
            yield bus
        finally:
            bus.close()


@contextmanager
def _running(command: Sequence[str], environment: Mapping[str, str] | None) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield process
        finally:
            process.kill()
