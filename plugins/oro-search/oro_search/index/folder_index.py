"""The index of one folder: made, brought up to date, and asked."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, TypeVar

import anyio
from anyio import to_thread
from msgspec import Struct

from oro_framework.errors import Broken, Closed, OroError
from oro_search.chunks import VERSION
from oro_search.errors import NotIndexed
from oro_search.files import Files
from oro_search.index.fusion import fused
from oro_search.index.index_files import IndexFiles
from oro_search.index.indexer import Indexer, Outcome, Progress
from oro_search.index.reading import Reading
from oro_search.index.records import Found, LeftOut, Made, Numbers
from oro_search.index.serial_store import SerialStore
from oro_search.models.chosen import Models
from oro_search.readers.choice import Readers

if TYPE_CHECKING:
    from oro_search.index.store import Store

__all__ = ("Answer", "FolderIndex", "Hit", "State")

T = TypeVar("T")

CANDIDATES = 60
"""Passages that each way of searching finds, of which the best of all are answered."""
RANKED = 24
"""Passages that a model that ranks is given."""
LISTED = 200
"""Files left out that are told by name."""


class Hit(Struct, frozen=True):
    """A passage that answers a question."""

    found: Found
    score: float
    """Between 0 and 1 by the ways of searching, or by the model that ranks; higher is better."""
    by_words: bool
    by_meaning: bool
    marked: str | None = None
    """The text with U+0002 and U+0003 around the question's words, where it has any."""


class Answer(Struct, frozen=True):
    """Passages that a search found, and how."""

    hits: list[Hit]
    meaning: str
    """The model by whose vectors was searched; empty without."""
    ranked: bool
    remarks: list[str]
    """Sentences about steps that were left out, and why."""


class State(Struct, frozen=True):
    """Contents and age of an index."""

    numbers: Numbers
    left_out: list[LeftOut]
    model: str
    dimensions: int
    looked: float
    """When the whole folder was last looked at, in seconds since 1970; 0 for never."""
    complete: bool
    current: bool
    """Whether it was made with today's model and readers."""


class FolderIndex:
    """See the module. Loop thread.

    Args:
        files: of the folder.
        stored: where indexes of the folder are.
        readers: of each format.
        models: of the app.
        at_once: how many files are read at a time.
    """

    def __init__(self, files: Files, stored: IndexFiles, readers: Readers, models: Models, at_once: int) -> None:
        self.root = files.root
        self.files = files
        self._stored = stored
        self._models = models
        self._embedder = models.embedder
        self.made = Made(f"{VERSION} {readers.mark}", self._embedder.name if self._embedder else "")
        self._indexer = Indexer(files, Reading(files, readers), self._embedder, at_once)
        path = stored.wanted(self.made)
        self._written = SerialStore(path)
        self._asked: SerialStore | None = None
        self._writing = anyio.Lock()
        self._choosing = anyio.Lock()

    @property
    def writing(self) -> bool:
        """Whether it is being brought up to date."""
        return self._writing.locked()

    async def refresh(self, tell: Callable[[Progress], None], below: Sequence[str] = ()) -> Outcome:
        """Bring it up to date; raises as `Indexer.refresh`. One refresh waits for another.

        If cancelled, what was indexed stays.
        """
        async with self._writing:
            await self._models.ready()
            complete = await self._begun()
            outcome = await self._indexer.refresh(self._written, tell, below if complete else ())
            if not complete:
                await self._replace()
        return outcome

    async def _begun(self) -> bool:
        """Begin the index unless it was begun; return whether it is complete. One that cannot be read is made anew."""
        try:
            made = await self._written.run(lambda store: store.made())
        except Broken:
            made = None
            await self._anew()
        if made != self.made:
            await self._written.run(lambda store: store.begin(self.made))
        return await self._written.run(lambda store: store.complete)

    async def _anew(self) -> None:
        await self._written.close()
        await self._close_asked()
        await to_thread.run_sync(self._stored.remove, self._written.path)
        self._written = SerialStore(self._written.path)

    async def _replace(self) -> None:
        """Have the index that is complete now answer, and remove the others."""
        await self._close_asked()
        for path in await to_thread.run_sync(self._stored.others, self._written.path):
            await to_thread.run_sync(self._stored.remove, path)

    # -- asking ------------------------------------------------------------------------------------

    async def search(self, question: str, limit: int, folder: str) -> Answer:
        """Return the passages that answer a question best.

        Args:
            question: words, or a sentence.
            limit: the most passages.
            folder: as the caller named it, for errors.

        Raises:
            NotIndexed: there is no index.
            Broken: the index cannot be read.
        """
        return await self._with_store(folder, partial(self._searched, question, limit))

    async def _with_store(self, folder: str, ask: Callable[[SerialStore], Awaitable[T]]) -> T:
        """Ask the index that answers; again where another took its place meanwhile."""
        while True:
            store = await self._store(folder)
            try:
                return await ask(store)
            except Closed:
                if store is self._asked:
                    raise

    async def _searched(self, question: str, limit: int, store: SerialStore) -> Answer:
        remarks: list[str] = []
        vector, model = await self._vector(store, question, remarks)

        def find(at: Store) -> tuple[list[int], list[int]]:
            return at.by_words(question, CANDIDATES), at.by_meaning(vector, CANDIDATES) if vector else []

        words, near = await store.run(find)
        best = fused([ranking for ranking in (words, near) if ranking])
        scores, ranked = dict(best), False
        chosen = await store.run(lambda at: at.found([id for id, _ in best[: max(limit, RANKED)]]))
        if self._models.ranks and chosen:
            ranked = await self._rank(question, chosen, scores, remarks)
            chosen = sorted(chosen, key=lambda one: -scores[one.id]) if ranked else chosen
        chosen = chosen[:limit]
        marked = await store.run(lambda at: [at.marked(question, one.id) for one in chosen])
        of_words, of_near = set(words), set(near)
        hits = [
            Hit(one, scores[one.id], one.id in of_words, one.id in of_near, text)
            for one, text in zip(chosen, marked, strict=True)
        ]
        return Answer(hits, model, ranked, remarks)

    async def _vector(self, store: SerialStore, question: str, remarks: list[str]) -> tuple[bytes, str]:
        """Return the question's vector and the name of its model, or a remark why there is none."""
        made = await store.run(lambda at: at.made())
        if self._embedder is None:
            remarks.append("Searched by words only: search_model names no model")
        elif made is None or made.model != self._embedder.name:
            was = f'model "{made.model}"' if made and made.model else "no model"
            remarks.append(f'Searched by words only: the index was made with {was}, not with "{self._embedder.name}"')
        else:
            try:
                await self._models.ready()
                return (await self._embedder.embed([question], question=True))[0], self._embedder.name
            except OroError as error:
                remarks.append(f"Searched by words only: {error.message}")
        return b"", ""

    async def _rank(self, question: str, chosen: Sequence[Found], scores: dict[int, float], remarks: list[str]) -> bool:
        """Replace scores by those of the model that ranks; return whether it did."""
        try:
            await self._models.ready()
            ranks = await self._models.scores(question, [one.passage.text for one in chosen])
        except OroError as error:
            remarks.append(f"Not ranked once more: {error.message}")
            return False
        scores.update({one.id: rank for one, rank in zip(chosen, ranks, strict=True)})
        return True

    async def state(self, folder: str) -> State:
        """Return what the index that answers holds; raises as `search`."""

        def look(at: Store) -> State:
            made = at.made()
            model = made.model if made else ""
            return State(
                at.numbers(), at.left_out(LISTED), model, at.dimensions, at.looked, at.complete, made == self.made
            )

        return await self._with_store(folder, lambda store: store.run(look))

    async def _store(self, folder: str) -> SerialStore:
        """Return the index that answers: the one that is wanted, or until it is complete another complete one."""
        async with self._choosing:
            if self._asked is None:
                self._asked = await self._chosen(folder)
            return self._asked

    async def _chosen(self, folder: str) -> SerialStore:
        wanted = self._written.path
        others = await to_thread.run_sync(self._stored.others, wanted)
        begun = await to_thread.run_sync(wanted.exists)
        for path in [*([wanted] if begun else []), *others]:
            store = SerialStore(path)
            try:
                if await store.run(lambda at: at.complete):
                    return store
            except Broken:
                pass
            await store.close()
        if not begun:
            raise NotIndexed(folder)
        return SerialStore(wanted)

    async def forget(self) -> None:
        """Remove every index of the folder."""
        async with self._writing:
            await self._anew()
            await self._replace()

    async def close(self) -> None:
        """Close its files."""
        await self._written.close()
        await self._close_asked()

    async def _close_asked(self) -> None:
        async with self._choosing:
            if self._asked is not None:
                asked, self._asked = self._asked, None
                await asked.close()
