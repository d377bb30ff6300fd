"""A worker of `oro ai worker` on loopback, for tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Mapping

from oro_framework.testing import free_port

__all__ = ("Worker",)


class Worker:
    """A worker that runs.

    Args:
        environment: further variables of its environment.
    """

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "oro_framework.cli", "ai", "worker", "--threads", "1", "--port"]
        self.process = subprocess.Popen(
            [*command, str(self.port)],
            env={**os.environ, **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._said = b""

    @property
    def place(self) -> str:
        """The address that it listens at, `HOST:PORT`."""
        return f"127.0.0.1:{self.port}"

    def answers(self) -> bool:
        """Return whether it listens by now."""
        try:
            socket.create_connection(("127.0.0.1", self.port), 5).close()
        except OSError:
            return False
        return True

    def end(self) -> bytes:
        """End it, and return what it said."""
        if self.process.returncode is None:
            self.process.kill()
            self._said, _ = self.process.communicate()
        return self._said
