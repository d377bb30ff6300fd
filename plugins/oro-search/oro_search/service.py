"""The service that answers `search.*`."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypedDict

import anyio
from msgspec import Meta

from oro_framework.errors import InvalidArgument, NotFound, OroError
from oro_framework.parameters import FilePath
from oro_framework.service import Service, route
from oro_framework.types import Call, Host, Window
from oro_search.answers import Passage, Results, Status, results_of, status_of
from oro_search.asking import messages_of
from oro_search.events import CHANGED, PROGRESS, Changed, IndexProgress
from oro_search.folders import SearchFolders
from oro_search.index.folder_index import FolderIndex
from oro_search.index.indexer import Outcome, Progress
from oro_search.live import follow
from oro_search.models.chosen import Models

__all__ = ("Search",)

EVERY = 0.1
"""Seconds between two events of progress."""
MOST_CHARACTERS = 4000
"""Of a question."""

Limit = Annotated[int, Meta(ge=1, le=50)]


class Reply(TypedDict):
    """The answer of a model, and the passages it was given; `[1]` in the text is the first of them."""

    text: str
    sources: list[Passage]


class _Watched:
    """A folder whose index is kept up to date, and the windows that asked for it."""

    def __init__(self, index: FolderIndex) -> None:
        self.index = index
        self.windows: dict[str, Window] = {}
        self.scope = anyio.CancelScope()
        self.error = ""


class Search(Service):
    """Indexes of folders, asked by words and by meaning."""

    name = "search"
    on_demand = True

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._models = Models(host)
        self._folders = SearchFolders(host, self._models)
        self._watched: dict[str, _Watched] = {}

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Keep indexes up to date until the host stops; then close them."""
        try:
            async with anyio.create_task_group() as self._tasks:
                yield
                self._tasks.cancel_scope.cancel()
        finally:
            with anyio.CancelScope(shield=True):
                await self._folders.close()
                await self._models.close()

    async def release(self, window: Window) -> None:
        """End what a page keeps up to date."""
        for root in list(self._watched):
            self._unwatch(root, window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the folders whose indexes are kept up to date."""
        return {"watched": list(self._watched)}

    # -- indexing ----------------------------------------------------------------------------------

    @route("search.index", permission="search", deadline=0)
    async def index(self, call: Call, *, folder: FilePath, id: str = "") -> Status:
        """Index a folder of documents, or bring its index up to date: text, Markdown, HTML, PDF, Word and source code.

        Only new and changed files are read. Window event `searchprogress` tells how far it is.

        Args:
            call: the call.
            folder: the path of the folder.
            id: the page's own name for this call, which its events have.

        Raises:
            Denied: pages may not read the folder, or not have it searched.
            NotFound: there is no such folder.
            Unsupported: a model of oro-ai is configured, and oro-ai is not there.
            ModelFailed: the model cannot be used.
        If cancelled, what was indexed stays, and the next call goes on from there.
        """
        index = await self._folders.of(folder)
        try:
            await index.refresh(_telling(call.window, id, str(index.root)))
        except OSError as error:
            raise NotFound(f'Cannot index "{folder}": {error.strerror}') from error
        return await self._status(index, folder)

    @route("search.watch", permission="search", deadline=0)
    async def watch(self, call: Call, *, folder: FilePath, id: str = "") -> Status:
        """Index a folder, and keep its index up to date until `search.unwatch`, or until the page goes.

        Window event `searchchanged` tells what changed. Raises as `search.index` does.
        """
        index = await self._folders.of(folder)
        if call.window is None:
            raise InvalidArgument(f'Cannot call "{call.route}": it needs a window')
        answer = await self.index(call, folder=folder, id=id)
        root = str(index.root)
        watched = self._watched.get(root)
        if watched is None:
            watched = self._watched[root] = _Watched(index)
            self._tasks.start_soon(self._follow, root, watched)
        watched.windows[call.window.id] = call.window
        return {**answer, "watched": True}

    @route("search.unwatch", permission="search")
    async def unwatch(self, call: Call, *, folder: FilePath) -> None:
        """Keep the index of a folder up to date no longer, as far as this page is concerned."""
        root = str((await self._folders.of(folder)).root)
        if call.window is not None:
            self._unwatch(root, call.window)

    @route("search.forget", permission="search", deadline=0)
    async def forget(self, call: Call, *, folder: FilePath) -> None:
        """Remove the index of a folder; nothing of the folder itself."""
        index = await self._folders.of(folder)
        if (watched := self._watched.pop(str(index.root), None)) is not None:
            watched.scope.cancel()
        await index.forget()

    # -- asking ------------------------------------------------------------------------------------

    @route("search.search", permission="search", deadline=0)
    async def search(self, call: Call, *, folder: FilePath, question: str, limit: Limit = 10) -> Results:
        """Find the passages of a folder's documents that answer a question, by its words and by its meaning.

        Args:
            call: the call.
            folder: the path of a folder that is indexed.
            question: words or a sentence, in any language the documents have; text in quotation marks is looked for as
                it stands.
            limit: the most passages.

        Raises:
            NotIndexed: the folder has no index; `search.index` makes one.
            Denied: pages may not read the folder, or not have it searched.
        """
        index = await self._folders.of(folder)
        answer = await index.search(_checked(question), limit, folder)
        return results_of(answer, str(index.root))

    @route("search.answer", permission="search", deadline=0)
    async def answer(self, call: Call, *, folder: FilePath, question: str, limit: Limit = 6) -> Reply:
        """Answer a question from the documents of a folder, by a model that is given the passages that fit best.

        Args:
            call: the call.
            folder: the path of a folder that is indexed.
            question: a sentence.
            limit: the most passages that the model is given.

        Raises:
            NotIndexed: the folder has no index; `search.index` makes one.
            Unsupported: `search_answer_model` names no model.
            ModelFailed: the model cannot be used.
        """
        index = await self._folders.of(folder)
        found = await index.search(_checked(question), limit, folder)
        sources = results_of(found, str(index.root))["passages"]
        await self._models.ready()
        text = await self._models.reply(messages_of(question, sources), tokens=500)
        return {"text": text, "sources": sources}

    @route("search.status", permission="search")
    async def status(self, call: Call, *, folder: FilePath) -> Status:
        """Return how the index of a folder stands, and which files it leaves out and why.

        Raises:
            NotIndexed: the folder has no index.
            Denied: pages may not read the folder, or not have it searched.
        """
        return await self._status(await self._folders.of(folder), folder)

    @route("search.setKey", permission="search", internal=True)
    async def set_key(self, call: Call) -> None:
        """Keep the key of the endpoint of `search_embeddings_url`, the body of the call, in the desktop's keyring.

        No page reads it.

        Raises:
            InvalidArgument: the body is no text.
            Unsupported: oro-secrets is not active, or the desktop has no keyring.
        """
        try:
            key = call.body.decode()
        except UnicodeDecodeError as error:
            raise InvalidArgument("Cannot keep the key: it is not UTF-8 text") from error
        await self._models.keep_key(key)

    # -- watching ----------------------------------------------------------------------------------

    async def _status(self, index: FolderIndex, folder: str) -> Status:
        state = await index.state(folder)
        root = str(index.root)
        return status_of(state, root, indexing=index.writing, watched=root in self._watched)

    def _unwatch(self, root: str, window: Window) -> None:
        watched = self._watched.get(root)
        if watched is None or watched.windows.pop(window.id, None) is None:
            return
        if not watched.windows:
            del self._watched[root]
            watched.scope.cancel()

    async def _follow(self, root: str, watched: _Watched) -> None:
        async def refresh(below: Sequence[str]) -> None:
            try:
                outcome = await watched.index.refresh(lambda _: None, below)
            except (OroError, OSError) as error:
                self._tell(root, watched, Outcome(), str(error))
            else:
                if outcome:
                    self._tell(root, watched, outcome)

        with watched.scope:
            try:
                await follow(watched.index.files, refresh)
            except (OroError, OSError) as error:
                self._tell(root, watched, Outcome(), f'Cannot watch "{root}": {error}')
        if self._watched.get(root) is watched:
            del self._watched[root]

    def _tell(self, root: str, watched: _Watched, outcome: Outcome, error: str = "") -> None:
        if error:
            self.host.log.warning("%s", error)
        detail: Changed = {
            "folder": root,
            "indexed": outcome.indexed,
            "renamed": outcome.renamed,
            "leftOut": outcome.left_out,
            "removed": outcome.removed,
            "error": error,
        }
        for window in list(watched.windows.values()):
            window.emit(CHANGED, detail)


def _telling(window: Window | None, id: str, root: str) -> Callable[[Progress], None]:
    """Return what tells a window of progress, now and then."""
    told = 0.0

    def tell(progress: Progress) -> None:
        nonlocal told
        now = time.monotonic()
        if window is None or (now - told < EVERY and progress.done < progress.total):
            return
        told = now
        done, total, path = progress.done, progress.total, progress.path
        detail: IndexProgress = {"id": id, "folder": root, "done": done, "total": total, "path": path}
        window.emit(PROGRESS, detail)

    return tell


def _checked(question: str) -> str:
    if not question.strip():
        raise InvalidArgument('Cannot search: "question" is empty')
    if len(question) > MOST_CHARACTERS:
        raise InvalidArgument(f'Cannot search: "question" has more than {MOST_CHARACTERS} characters')
    return question
