"""The audit log: one line of JSON for every decision about a permission (`permissions_audit`).

A thread of its own writes the lines, so that a slow disk delays no call. At most `LIMIT` lines wait; further ones are
dropped and counted, and the count is written as `{"time": …, "dropped": n}` once there is room.
"""

from __future__ import annotations

import datetime
import logging
import os
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import RawIOBase
from pathlib import Path

import msgspec

from oro_framework.errors import ConfigError
from oro_framework.host.permissions.grants import Permissions, Record

__all__ = ("LIMIT", "Audit", "audited", "line")

LIMIT = 65536


def line(record: Record, time: datetime.datetime) -> bytes:
    """Return the line of a decision; members without a value are left out."""
    members = {
        "time": time.isoformat(timespec="microseconds"),
        "origin": record.origin,
        "window": record.window,
        "permission": record.permission or None,
        "scope": record.scope or None,
        "target": record.target,
        "verdict": record.verdict,
        "by": record.by,
        "reason": record.reason,
    }
    return msgspec.json.encode({key: _text(value) for key, value in members.items() if value is not None}) + b"\n"


@contextmanager
def audited(permissions: Permissions, path: Path, log: logging.Logger) -> Iterator[None]:
    """Keep the audit log open during the block.

    Raises:
        ConfigError: it cannot be written.
    """
    audit = Audit(path, log)
    permissions.listeners.append(audit.record)
    try:
        yield
    finally:
        permissions.listeners.remove(audit.record)
        audit.close()


class Audit:
    """The open log.

    Args:
        path: the file to append to; its folder is made if need be, and only the app's user may read it.

    Raises:
        ConfigError: it cannot be written.
    """

    def __init__(self, path: Path, log: logging.Logger) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file: RawIOBase = open(path, "ab", buffering=0, opener=_private)  # noqa: SIM115 - closed by the thread that writes
        except OSError as error:
            raise ConfigError(f'Cannot write "permissions_audit" to "{path}": {error.strerror}') from error
        self._path, self._log = path, log
        self._lines: queue.Queue[bytes | None] = queue.Queue(LIMIT)
        self._dropped = 0
        self._failed = False
        self._thread = threading.Thread(target=self._write, name="oro-audit", daemon=True)
        self._thread.start()

    def record(self, record: Record) -> None:
        """Add a line. Any thread; never blocks."""
        now = datetime.datetime.now(datetime.UTC)
        try:
            if self._dropped:
                missed = {"time": now.isoformat(timespec="microseconds"), "dropped": self._dropped}
                self._lines.put_nowait(msgspec.json.encode(missed) + b"\n")
                self._dropped = 0
            self._lines.put_nowait(line(record, now))
        except queue.Full:
            self._dropped += 1

    def close(self) -> None:
        """Write the waiting lines and close the file."""
        self._lines.put(None)
        self._thread.join()

    def _write(self) -> None:
        with self._file as file:
            ended = False
            while not ended:
                batch = [self._lines.get()]
                while not self._lines.empty():
                    batch.append(self._lines.get_nowait())
                ended = None in batch
                self._append(file, b"".join(text for text in batch if text is not None))

    def _append(self, file: RawIOBase, text: bytes) -> None:
        try:
            file.write(text)
        except OSError as error:
            if not self._failed:
                self._failed = True
                self._log.error('Cannot write decisions to "%s": %s', self._path, error.strerror)


def _text(value: str | int) -> str | int:
    """Return a text without surrogates, which paths may hold and JSON cannot."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
