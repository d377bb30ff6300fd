"""Download a file so that it can be resumed, and gets its name only when it is complete.

The bytes go to `NAME.part`, and the validator of the server's file (an ETag or a date) to `NAME.part.from`. A
broken connection is retried as long as retrying brings more bytes; the part file stays for the next run. Only a
complete model gets the name.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import anyio
from anyio import to_thread

from oro_ai.engine.gguf import NotGGUF, read_header
from oro_ai.errors import CannotPull
from oro_ai.pulling.client import DENIED, PATIENCE, opened, reason_of, refuse_plain
from oro_ai.pulling.partial import Beginning, Plan, headers_for, plan, validator
from oro_ai.pulling.source import Source
from oro_framework.errors import Busy

if TYPE_CHECKING:
    import httpx

__all__ = ("Download", "Progress")

Progress = Callable[[int, "int | None"], None]
"""Called with the bytes downloaded so far and the bytes of the whole file."""

TRIES = 4
"""Consecutive connections that may break without bringing new bytes."""
PIECE = 1 << 18
"""Bytes that are written at once."""
BLOCK = 1 << 24
"""Bytes that are hashed at once."""
_DIGEST = re.compile(r'"?([0-9a-f]{64})"?')
_UNKNOWN = 401


@dataclass(slots=True, kw_only=True)
class Download:
    """The download of one file into a folder.

    Args:
        source: the file on the server.
        folder: the folder to download into, created if missing.
        sha256: the digest the file must have; empty for the digest the server names.
        token: the access token, sent to the hub and no other server.
        progress: called as bytes arrive.
        pause: seconds before the first retry; each further pause is twice as long.
        patience: seconds without a byte after which a connection counts as broken.
    """

    source: Source
    folder: Path
    sha256: str = ""
    token: str = ""
    progress: Progress = lambda size, total: None
    pause: float = 1.0
    patience: float = PATIENCE

    def __post_init__(self) -> None:
        self.sha256 = (self.sha256 or self.source.sha256).lower()

    @property
    def target(self) -> Path:
        """The path of the complete file."""
        return self.folder / self.source.name

    @property
    def part(self) -> Path:
        """The path of the incomplete file."""
        return self.target.with_name(self.target.name + ".part")

    @property
    def _from(self) -> Path:
        return self.part.with_name(self.part.name + ".from")

    async def run(self) -> Path:
        """Download the file, check it and give it its name.

        If cancelled or interrupted, the part file stays for the next run.

        Raises:
            CannotPull: the server refuses, the connection keeps breaking, the disk is full, or the file is not a
                complete model or not the expected one; the message says which.
            Busy: the file is being downloaded already.
        """
        token = self.token if self.source.server == "hub" else ""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self._alone():
                async with opened(token, self.patience) as client:
                    await self._fetch(client)
                await self._check()
                os.replace(self.part, self.target)
                self._from.unlink(missing_ok=True)
        except OSError as error:
            raise CannotPull(
                self.source.name, f'"{error.filename or self.part}" cannot be written ({error.strerror})'
            ) from error
        return self.target

    def beginning(self) -> Beginning:
        """Return the beginning of the file that an earlier run left."""
        try:
            told = json.loads(self._from.read_text("utf-8"))
            known = str(told["validator"]) if told["url"] == self.source.url else ""
            digest = self.sha256 if told.get("sha256") == self.sha256 else ""
            return Beginning(self.part.stat().st_size, known, digest)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Beginning()

    # -- the network -------------------------------------------------------------------------------

    async def _fetch(self, client: httpx.AsyncClient) -> None:
        import httpx

        best, failed = self.beginning().size, 0
        while True:
            try:
                if await self._attempt(client):
                    return
                continue
            except httpx.HTTPError as error:
                reason = reason_of(error)
            except httpx.InvalidURL as error:
                raise CannotPull(self.source.name, f"its address is none ({error})") from error
            size = self._size()
            failed = 0 if size > best else failed + 1
            best = max(best, size)
            if failed >= TRIES:
                kept = "; what came is kept, and the same command goes on from there" if size else ""
                raise CannotPull(self.source.name, f"{reason}{kept}")
            await anyio.sleep(self.pause * 2**failed)

    async def _attempt(self, client: httpx.AsyncClient) -> bool:
        """Make one connection; return False to ask for the whole file again at once."""
        have = self.beginning()
        async with client.stream("GET", self.source.url, headers=headers_for(have)) as response:
            refuse_plain(self.source.name, self.source.url, response)
            if response.status_code == _UNKNOWN:
                raise CannotPull(self.source.name, DENIED[self.source.server])
            todo = plan(self.source.name, response.status_code, response.headers, have)
            if todo.anew:
                self.part.unlink(missing_ok=True)
                return False
            self._learn(response)
            if not todo.whole:
                self._remember(validator(response.headers))
                await self._write(response, todo)
        return True

    async def _write(self, response: httpx.Response, todo: Plan) -> None:
        self._refuse_full(todo)
        size, waiting = todo.offset, bytearray()
        with self.part.open("r+b" if todo.offset else "wb") as file:
            file.seek(todo.offset)
            file.truncate()
            try:
                async for piece in response.aiter_raw():
                    waiting += piece
                    size += len(piece)
                    self.progress(size, todo.total)
                    if len(waiting) >= PIECE:
                        data, waiting = waiting, bytearray()
                        await to_thread.run_sync(file.write, data)
            finally:
                file.write(waiting)  # at most one piece: what came is kept, however it ends
            file.flush()
            await to_thread.run_sync(os.fsync, file.fileno())
        if todo.total is not None and size != todo.total:
            import httpx

            raise httpx.RemoteProtocolError(f"{size} bytes came of {todo.total}")

    def _refuse_full(self, todo: Plan) -> None:
        free = shutil.disk_usage(self.folder).free
        if todo.total is not None and todo.total - todo.offset > free:
            missing = (todo.total - todo.offset - free) / 1e6
            raise CannotPull(self.source.name, f'"{self.folder}" has {missing:.0f} MB too little room')

    def _learn(self, response: httpx.Response) -> None:
        """Take the digest the hub sends, where none was given."""
        answers: list[Mapping[str, str]] = [one.headers for one in (*response.history, response)]
        said = [_DIGEST.fullmatch(headers.get("x-linked-etag", "")) for headers in answers]
        self.sha256 = self.sha256 or next((found[1] for found in said if found), "")

    # -- the folder --------------------------------------------------------------------------------

    def _size(self) -> int:
        return self.part.stat().st_size if self.part.is_file() else 0

    def _remember(self, known: str) -> None:
        told = {"url": self.source.url, "validator": known, "sha256": self.sha256}
        self._from.write_text(json.dumps(told), "utf-8")

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self._from.unlink(missing_ok=True)

    async def _check(self) -> None:
        """Delete a file that is not a complete model, or not the expected one, and raise."""
        if self.sha256:
            with self.part.open("rb") as file:
                digest = await _digest(file)
            if digest != self.sha256:
                self._forget()
                raise CannotPull(self.source.name, f"its sha256 is {digest}, and {self.sha256} was expected")
        try:
            await to_thread.run_sync(read_header, self.part)
        except NotGGUF as error:
            self._forget()
            raise CannotPull(self.source.name, str(error)) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        from filelock import FileLock, Timeout

        lock = FileLock(self.part.with_name(self.part.name + ".lock"), timeout=0)
        try:
            with lock:
                try:
                    yield
                finally:
                    Path(lock.lock_file).unlink(missing_ok=True)
        except Timeout as error:
            raise Busy(f'Cannot pull "{self.source.name}": it is being pulled already') from error


async def _digest(file: BinaryIO) -> str:
    """Return the sha256 of a file, block by block, so that it can be cancelled."""
    made = hashlib.sha256()
    while block := await to_thread.run_sync(file.read, BLOCK):
        await to_thread.run_sync(made.update, block)
    return made.hexdigest()
