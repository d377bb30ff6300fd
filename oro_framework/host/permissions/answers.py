"""The person's answers about permissions, kept until they are reset.

Each app has a JSON file in the user's state folder: `{"oro://app": {"camera": true}}`. The file is read again
whenever it has changed, so that `oro permissions reset` takes effect in a running app. A file that cannot be read
counts as empty, with a warning; answers that cannot be written hold until the app ends.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from oro_framework.atomic import replace_file
from oro_framework.host.kernel.state_folder import state_folder

__all__ = ("Answers", "answers_path", "decode", "encode")

Kept = dict[str, dict[str, bool]]
"""Answers by origin and permission; True grants it."""

MAX_BYTES = 1 << 20


def decode(data: bytes) -> Kept:
    """Read the file.

    Raises:
        ValueError: the data have another shape.
    """
    try:
        return msgspec.json.decode(data, type=Kept)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ValueError(str(error)) from error


def encode(kept: Mapping[str, Mapping[str, bool]]) -> bytes:
    """Return the content of the file; origins without answers are left out."""
    return msgspec.json.format(msgspec.json.encode({key: kept[key] for key in sorted(kept) if kept[key]})) + b"\n"


def answers_path(bundle: str) -> Path:
    """Return the path of an app's file."""
    return state_folder() / bundle / "permissions.json"


class Answers:
    """The answers about one app. Any thread.

    Args:
        path: the file; it need not exist.
    """

    def __init__(self, path: Path, log: logging.Logger) -> None:
        self.path = path
        self._log = log
        self._lock = threading.Lock()
        self._kept: Kept = {}
        self._session: Kept = {}
        self._stamp: tuple[int, int] | None = None

    def get(self, origin: str, permission: str) -> bool | None:
        """Return the answer, or None."""
        with self._lock:
            self._refresh()
            for table in (self._session, self._kept):
                if (answer := table.get(origin, {}).get(permission)) is not None:
                    return answer
            return None

    def of(self, origin: str) -> Mapping[str, bool]:
        """Return every answer about an origin that holds now, by permission."""
        with self._lock:
            self._refresh()
            return {**self._kept.get(origin, {}), **self._session.get(origin, {})}

    def all(self) -> Mapping[str, Mapping[str, bool]]:
        """Return every lasting answer, by origin and permission."""
        with self._lock:
            self._refresh()
            return {origin: dict(answers) for origin, answers in self._kept.items()}

    def put(self, origin: str, permission: str, answer: bool, *, lasting: bool) -> None:
        """Keep an answer, until it is reset or until the app ends. A lasting answer is written to the file."""
        with self._lock:
            self._refresh()
            self._session.setdefault(origin, {})[permission] = answer
            if lasting and self._write({**self._kept, origin: {**self._kept.get(origin, {}), permission: answer}}):
                del self._session[origin][permission]

    def forget(self, permissions: Iterable[str] | None = None, origin: str | None = None) -> list[tuple[str, str]]:
        """Forget answers and return them as (origin, permission).

        Args:
            permissions: their names; all when None.
            origin: their origin; every origin when None.
        """
        names = None if permissions is None else frozenset(permissions)
        gone: set[tuple[str, str]] = set()

        def left(table: Kept) -> Kept:
            found: Kept = {}
            for whose, answers in table.items():
                for name, answer in answers.items():
                    if (names is None or name in names) and origin in (None, whose):
                        gone.add((whose, name))
                    else:
                        found.setdefault(whose, {})[name] = answer
            return found

        with self._lock:
            self._refresh()
            self._session = left(self._session)
            kept = left(self._kept)
            if kept != self._kept:
                self._write(kept)
        return sorted(gone)

    def _refresh(self) -> None:
        try:
            found = self.path.stat()
            stamp = (found.st_mtime_ns, found.st_size)
            if stamp == self._stamp:
                return
            self._stamp = stamp
            if found.st_size > MAX_BYTES:
                raise ValueError(f"it has more than {MAX_BYTES} bytes")
            self._kept = decode(self.path.read_bytes())
        except FileNotFoundError:
            self._kept, self._stamp = {}, None
        except (OSError, ValueError) as error:
            self._kept = {}
            self._log.warning('Cannot read answers from "%s": %s', self.path, error)

    def _write(self, kept: Kept) -> bool:
        self._kept = kept
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            found = replace_file(self.path, encode(kept))
        except OSError as error:
            self._log.warning('Cannot remember answers in "%s": %s', self.path, error.strerror)
            return False
        self._stamp = (found.st_mtime_ns, found.st_size)
        return True
