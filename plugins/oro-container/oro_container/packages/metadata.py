"""`MetadataCache`, metadata of packages that registries sent, on disk. Blocking.

A file's own times tell when the registry last confirmed it (modified) and when it was last used (accessed).
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from pathlib import Path

import msgspec

__all__ = ("Cached", "MetadataCache")

_LINE = 4096


class Cached(msgspec.Struct, frozen=True, kw_only=True):
    """Metadata as a registry sent them."""

    url: str
    etag: str = ""
    modified: str = ""
    """When the registry says it was changed, in its words."""
    max_age: int = 0
    """Seconds for which it need not be asked again."""
    body: bytes = b""
    age: float = 0.0
    """Seconds since the registry said so."""

    @property
    def fresh(self) -> bool:
        """Whether the registry said that it need not be asked yet."""
        return 0 <= self.age < self.max_age


_DECODER = msgspec.json.Decoder(Cached)


class MetadataCache:
    """Keep metadata of packages.

    Args:
        folder: where; made when first needed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, url: str) -> Cached | None:
        """Return what was said at an address, or None; a damaged file is none."""
        try:
            with open(self._path(url), "rb") as file:
                found = os.fstat(file.fileno())
                os.utime(file.fileno(), ns=(time.time_ns(), found.st_mtime_ns))
                line = file.readline(_LINE)
                body = file.read()
            said = _DECODER.decode(line)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
        if said.url != url:
            return None
        return msgspec.structs.replace(said, body=body, age=time.time() - found.st_mtime)

    def write(self, said: Cached) -> None:
        """Keep what was said, whole or not at all."""
        path = self._path(said.url)
        path.parent.mkdir(parents=True, exist_ok=True)
        line = msgspec.json.encode(msgspec.structs.replace(said, body=b"", age=0.0)) + b"\n"
        if len(line) > _LINE:
            return
        new = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            with open(new, "xb") as file:
                file.write(line)
                file.write(said.body)
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise

    def confirm(self, url: str) -> None:
        """Note that the registry said the same again."""
        os.utime(self._path(url))

    def _path(self, url: str) -> Path:
        digest = hashlib.sha256(url.encode()).hexdigest()
        return self._folder / digest[:2] / digest[2:]
