"""A process of some user that has containers, in which it runs programs for tests."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self

__all__ = ("Host",)

PATIENCE = 90
"""Seconds until an answer; the host itself gives up after 60."""


class Host:
    """See the module. It is started by the first program, again after it ended, and ends with the block.

    Args:
        user: whose process it is.
        python: a Python that the user may run.
        refused: how the system refuses namespaces to it, as `refusals` has it; nothing where it does not.
    """

    def __init__(self, user: int, python: str, refused: str) -> None:
        self._user = user
        self._python = python
        self._refused = refused
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            made = stack.enter_context(tempfile.TemporaryDirectory(prefix="oro-hosts-", ignore_cleanup_errors=True))
            self._folder = Path(made)
            self._folder.chmod(0o777)
            self._errors = stack.enter_context(tempfile.TemporaryFile())
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        with self._stack:
            if self._process is not None:
                self._process.communicate()

    def run(self, *argv: str, **asked: Any) -> Any:
        """Run a program in a container of its own; return what came of it.

        Args:
            argv: the program and its arguments.
            asked: see `contained.py`.
        """
        if self._process is None or self._process.poll() is not None:
            self._process = self.start()
        self.send(self._process, *argv, **asked)
        assert self._process.stdout is not None
        answered = select.select([self._process.stdout], [], [], PATIENCE)[0]
        line = self._process.stdout.readline() if answered else b""
        if not line:
            self._process.kill()
            self._process.communicate()
            self._errors.seek(0)
            raise AssertionError(self._errors.read().decode(errors="replace"))
        return json.loads(line)

    def start(self) -> subprocess.Popen[bytes]:
        """Start a process that takes requests."""
        own: dict[str, Any] = {}
        if self._user != os.geteuid():
            own = {"user": self._user, "group": self._user, "extra_groups": []}
        # An ordinary user cannot run a Python below root's home.
        python = self._python if own else sys.executable
        paths = [each for each in sys.path if os.path.isdir(each) and not each.startswith(sys.base_prefix)]
        environment = {"PYTHONPATH": os.pathsep.join(paths), "PATH": os.environ["PATH"], "SECRET": "of the host"}
        return subprocess.Popen(
            [python, str(Path(__file__).with_name("contained.py")), str(self._folder), self._refused],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment,
            **own,
        )

    def send(self, process: subprocess.Popen[bytes], *argv: str, **asked: Any) -> None:
        """Send a request to such a process."""
        request = {"argv": argv, "files": {}, "outside": 0, "policy": {}, "strongest": "namespaces", "stays": False}
        assert process.stdin is not None
        process.stdin.write(json.dumps(request | asked).encode() + b"\n")
        process.stdin.flush()
