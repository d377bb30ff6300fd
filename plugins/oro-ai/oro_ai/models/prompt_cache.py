"""The caches of sequences, kept on disk from one run to the next, so that a prompt that was read is not read again.

Rules
1. When a model leaves memory, the cache of each idle sequence that holds `LEAST` tokens or more is written to a file.
   When the model is loaded again, its sequences begin with them; a request goes on from the one it shares most with.
2. A file is of one model file, at one time of its change, and of one type of cache. One that cannot be used is removed.
3. All files together stay below the limit; those that were written longest ago are removed first.
4. Sequences with LoRA adapters are not kept: the adapters of the next run are loaded after its models.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from anyio import to_thread

from oro_ai.engine.computing import Generates
from oro_ai.engine.state import Saved
from oro_ai.models.dump import Dump, packed, parsed
from oro_framework.atomic import replace_file
from oro_framework.errors import OroError

__all__ = ("PromptCache",)

LEAST = 32
"""Tokens; a shorter prompt is read as quickly as a file."""
ENDING = ".prompt"


class PromptCache:
    """See the module.

    Args:
        folder: has the files; need not exist.
        limit: bytes of all files together.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit

    async def keep(self, model: Path, generator: Generates) -> None:
        """Write the caches of a model's idle sequences to files, in place of those of the same model.

        A sequence that cannot be saved is left out.
        """
        files: list[bytes] = []
        for slot in (await generator.state()).slots:
            if slot.cached < LEAST or slot.busy:
                continue
            with suppress(OroError):  # it is busy by now
                saved = await generator.save(slot.id)
                if not saved.adapters:
                    files.append(packed(Dump(saved.tokens, (), saved.state)))
        await to_thread.run_sync(self._write, _key(model, generator), files)

    async def restore(self, model: Path, generator: Generates, vocabulary: int) -> None:
        """Fill a model's sequences, all of which are empty, with what was kept of it."""
        files = await to_thread.run_sync(lambda: sorted(self._of(_key(model, generator))))
        for slot, path in enumerate(files[: generator.shape.sequences]):
            try:
                data = await to_thread.run_sync(path.read_bytes)
                dump = parsed(data, generator.shape.cells, vocabulary)
                await generator.restore(Saved(tokens=dump.tokens, adapters=(), state=dump.state), slot)
            except (OroError, OSError):
                await to_thread.run_sync(_remove, path)

    def _of(self, key: str) -> Iterator[Path]:
        return self._folder.glob(f"{key}-*{ENDING}")

    def _write(self, key: str, files: list[bytes]) -> None:
        with suppress(OSError):  # a full disk costs time at the next start, nothing else
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            for path in self._of(key):
                _remove(path)
            for place, data in enumerate(files):
                if len(data) <= self._limit:
                    replace_file(self._folder / f"{key}-{place}{ENDING}", data, 0o600)
            self._trim()

    def _trim(self) -> None:
        found = sorted((path.stat().st_mtime_ns, path.stat().st_size, path) for path in self._of("*"))
        total = sum(size for _, size, _ in found)
        for _, size, path in found:
            if total <= self._limit:
                break
            _remove(path)
            total -= size


def _key(model: Path, generator: Generates) -> str:
    """Return the begin of the names of a model's files."""
    found = model.stat()
    about = (str(model), found.st_size, found.st_mtime_ns, generator.shape.cache_type)
    return hashlib.blake2b(repr(about).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink()
