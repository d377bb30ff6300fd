"""Bring an index up to its folder: read what is new or changed, follow what was renamed, remove what is gone.

Rules
1. A file is read when its time or size changed, and cut and embedded when its content did.
2. A file whose content was that of one that is gone was renamed: its passages and vectors stay.
3. A few files are read at a time, and put into the index together once their vectors are there. If cancelled, what was
   put stays, and the next run goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import anyio
from anyio import to_thread
from msgspec import Struct
from msgspec.structs import replace

from oro_search.files import Files, Seen
from oro_search.index.comparing import Differences, compared
from oro_search.index.reading import Read, Reading
from oro_search.index.records import Indexed, Kept
from oro_search.index.serial_store import SerialStore
from oro_search.models.embedder import Embedder

if TYPE_CHECKING:
    from oro_search.index.store import Store

__all__ = ("Indexer", "Outcome", "Progress")

GROUP = 8
"""Files that are put into the index together."""


class Progress(Struct, frozen=True):
    """How far an index is."""

    done: int
    total: int
    """Files to read; 0 before they are counted."""
    path: str = ""
    """The file that is read."""


class Outcome(Struct, frozen=True):
    """Changes of an index."""

    indexed: int = 0
    renamed: int = 0
    left_out: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return any((self.indexed, self.renamed, self.left_out, self.removed))


class Indexer:
    """Brings the index of one folder up to date.

    Args:
        files: of the folder.
        reading: reads them.
        embedder: makes vectors; None for none.
        at_once: how many files are read at a time.
    """

    def __init__(self, files: Files, reading: Reading, embedder: Embedder | None, at_once: int) -> None:
        self._files = files
        self._reading = reading
        self._embedder = embedder
        self._limiter = anyio.CapacityLimiter(at_once)

    async def refresh(self, store: SerialStore, tell: Callable[[Progress], None], below: Sequence[str] = ()) -> Outcome:
        """Bring an index up to date.

        Args:
            store: the index.
            tell: called with progress.
            below: the paths that may have changed, each with what is below it; none looks at the whole folder.

        Raises:
            OSError: the folder cannot be listed.
            ModelFailed: the model cannot be used; what was put into the index stays.
            Broken: the index cannot be written.
        """
        tell(Progress(0, 0))
        differences = await self._differences(store, below)
        total = len(differences.read)
        run = _Run(differences)
        await store.run(lambda at: at.put(map(_left_out, differences.left_out)))
        for begin in range(0, total, GROUP):
            group = differences.read[begin : begin + GROUP]
            tell(Progress(begin, total, group[0].path))
            await self._put(store, group, run)
        await store.run(lambda at: at.remove(kept.id for kept in run.gone.values()))
        if not below:
            now = time.time()
            await store.run(lambda at: at.finish(now))
        tell(Progress(total, total))
        return replace(run.outcome, removed=len(run.gone), left_out=run.outcome.left_out + len(differences.left_out))

    async def _differences(self, store: SerialStore, below: Sequence[str]) -> Differences:
        places = below or [""]

        def find(at: Store) -> Differences:
            known = {kept.path: kept for place in places for kept in at.files(place)}
            seen = {file.path: file for place in places for file in self._files.walk(place)}
            return compared(known, [file for file in seen.values() if not self._files.ignores(file.path)])

        return await store.run(find)

    async def _put(self, store: SerialStore, group: Sequence[Seen], run: _Run) -> None:
        read: dict[int, Indexed] = {}

        async def one(place: int, seen: Seen) -> None:
            found = await self._read(store, seen, run)
            if found is not None:
                read[place] = found

        async with anyio.create_task_group() as tasks:
            for place, seen in enumerate(group):
                tasks.start_soon(one, place, seen)
        ready = await self._embedded([read[place] for place in sorted(read)])
        await store.run(lambda at: at.put(ready))
        left_out = sum(bool(file.problem) for file in ready)
        before = run.outcome
        run.outcome = replace(
            before, indexed=before.indexed + len(ready) - left_out, left_out=before.left_out + left_out
        )

    async def _read(self, store: SerialStore, seen: Seen, run: _Run) -> Indexed | None:
        """Return what is to be put for a file, or None where its passages are there."""
        found = await to_thread.run_sync(self._reading.read, seen, limiter=self._limiter)
        if isinstance(found, Indexed):
            return found
        if await self._follow(store, found, run):
            return None
        return await to_thread.run_sync(self._reading.indexed, found, limiter=self._limiter)

    async def _follow(self, store: SerialStore, read: Read, run: _Run) -> bool:
        """Keep the passages of a file that has the content it had, or that of one that is gone; return whether so."""
        seen = read.seen
        for kept in await store.run(lambda at: at.same(read.digest)):
            if kept.path == seen.path or (kept.path in run.gone and _ending(kept.path) == _ending(seen.path)):
                renamed = kept.path != seen.path
                if renamed:
                    del run.gone[kept.path]
                    run.outcome = replace(run.outcome, renamed=run.outcome.renamed + 1)
                path = seen.path if renamed else ""
                await store.run(lambda at: at.touch(kept, seen.modified, seen.size, read.looked, path))  # noqa: B023
                return True
        return False

    async def _embedded(self, files: Sequence[Indexed]) -> list[Indexed]:
        """Return files with the vectors of their passages."""
        if self._embedder is None:
            return list(files)
        texts = [_embedded_text(each.heading, each.text) for file in files for each in file.passages]
        vectors = iter(await self._embedder.embed(texts))
        return [replace(file, vectors=[next(vectors) for _ in file.passages]) for file in files]


class _Run:
    """Findings of one refresh."""

    def __init__(self, differences: Differences) -> None:
        self.gone: dict[str, Kept] = {kept.path: kept for kept in differences.gone}
        self.outcome = Outcome()


def _left_out(seen: Seen) -> Indexed:
    return Indexed(seen.path, seen.modified, seen.size, 0, problem=seen.problem)


def _embedded_text(heading: str, text: str) -> str:
    return f"{heading}\n{text}" if heading else text


def _ending(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[2]
