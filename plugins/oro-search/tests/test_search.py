"""A folder of real documents is indexed, asked, changed and followed, by a whole host."""

from __future__ import annotations

import os
import stat
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import anyio
import pytest

from oro_framework.testing import OpenHost, open_host

from .endpoint import endpoint

pytestmark = pytest.mark.anyio

Serving = Callable[..., AbstractAsyncContextManager[OpenHost]]


@pytest.fixture
def serving() -> Serving:
    """Give what opens an app with oro-search."""

    @asynccontextmanager
    async def opened(
        *more: object, installed: tuple[str, ...] = ("search",), **settings: Any
    ) -> AsyncIterator[OpenHost]:
        async with open_host(*more, installed=installed, settings=settings) as app:
            yield app

    return opened


async def asked(app: OpenHost, folder: Path, question: str, **more: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await app.call("search.search", folder=str(folder), question=question, **more)).data[
        "passages"
    ]
    return found


async def test_answers_name_file_page_and_line(serving: Serving, documents: Path) -> None:
    async with serving() as app:
        status = (await app.call("search.index", folder=str(documents))).data
        assert (status["files"], status["model"], status["complete"], status["current"]) == (5, "", True, True)
        places = {
            "Where is the spade?": "notes/garden.md:7",
            "When is the rent due?": "lease.pdf p. 2",
            "knead": "page.html:5",
            "kettle": "minutes.docx ¶ 4",
            "München": "plain.txt:1",
        }
        for question, place in places.items():
            first = (await asked(app, documents, question))[0]
            assert first["place"] == place, question
            assert first["path"] == f"{documents}/{first['file']}"
            assert first["by"] == ["words"]
            marked = [first["text"][begin:end] for begin, end in first["marks"]]
            assert any(word.lower() in question.lower() for word in marked), (question, marked)
        rent = (await asked(app, documents, "rent"))[0]
        assert (rent["page"], rent["line"], rent["unit"]) == (2, 1, "line")
        assert await asked(app, documents, "hidden treasure") == []
        assert await asked(app, documents, "zebra") == []


async def test_what_has_no_text_is_told_with_the_reason(serving: Serving, documents: Path) -> None:
    os.mkfifo(documents / "pipe")
    (documents / "large.txt").write_bytes(b"a " * 600_000)
    (documents / os.fsdecode(b"odd \xff.txt")).write_text("odd")
    async with serving(search_max_file_bytes=1_000_000) as app:
        status = (await app.call("search.index", folder=str(documents))).data
        reasons = {one["file"]: one["reason"] for one in status["problems"]}
        assert reasons.pop("broken.pdf").startswith("it is no PDF that can be read")
        assert reasons == {
            "secret.pdf": "it is encrypted",
            "picture.png": "it is no text",
            "link.txt": "it is a symbolic link",
            "pipe": "it is no plain file",
            "large.txt": "it has 1200000 bytes, search_max_file_bytes allows 1000000",
            "odd \\xff.txt": "its name is no Unicode text",
        }
        assert status["leftOut"] == 7


async def test_only_what_changed_is_read_and_embedded(serving: Serving, documents: Path) -> None:
    with endpoint() as server:
        async with serving(search_model="letters", search_embeddings_url=server.url) as app:
            status = (await app.call("search.index", folder=str(documents))).data
            assert (status["model"], status["dimensions"]) == (f"letters {server.url}", 26)
            assert len(server.texts) == status["passages"]
            server.texts.clear()

            (documents / "notes" / "garden.md").rename(documents / "notes" / "allotment.md")
            (documents / "page.html").unlink()
            (documents / "plain.txt").touch()
            (documents / "new.txt").write_text("Quinces ripen in October.")
            again = (await app.call("search.index", folder=str(documents))).data
            assert server.texts == ["Quinces ripen in October."]
            assert again["files"] == 5
            assert (await asked(app, documents, "spade"))[0]["place"] == "notes/allotment.md:7"
            assert "page.html" not in {one["file"] for one in await asked(app, documents, "knead")}
            server.texts.clear()
            assert (await asked(app, documents, "xyz quince"))[0]["by"] == ["words", "meaning"]
            assert server.texts == ["xyz quince"]


async def test_another_model_makes_another_index_and_the_old_one_answers_meanwhile(
    serving: Serving, documents: Path
) -> None:
    async with serving() as app:
        await app.call("search.index", folder=str(documents))
    with endpoint() as server:
        keys = {"search_model": "letters", "search_embeddings_url": server.url}
        async with serving(**keys) as app, anyio.create_task_group() as tasks:
            folder = str(documents)
            before = (await app.call("search.status", folder=folder)).data
            assert (before["complete"], before["current"], before["model"]) == (True, False, "")
            server.gate.clear()
            tasks.start_soon(lambda: app.call("search.index", folder=folder))
            await anyio.to_thread.run_sync(server.asked.wait)
            found = (await app.call("search.search", folder=folder, question="rent")).data
            assert found["passages"][0]["place"] == "lease.pdf p. 2"
            assert "the index was made with no model" in found["remarks"][0]
            assert (await app.call("search.status", folder=folder)).data["indexing"] is True
            server.gate.set()
            after = (await app.call("search.index", folder=folder)).data
            assert (after["current"], after["dimensions"]) == (True, 26)
        files = list((documents.parent / "home" / "data" / "org.example.test" / "search").glob("*.sqlite3"))
        assert len(files) == 1
        assert stat.S_IMODE(files[0].stat().st_mode) == 0o600


async def test_a_cancelled_index_goes_on_where_it_was(serving: Serving, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:02}.txt").write_text(f"Number {number} is the number of this file.")
    with endpoint() as server:
        async with serving(search_model="letters", search_embeddings_url=server.url) as app:
            async with anyio.create_task_group() as tasks:

                async def index() -> None:
                    await app.call("search.index", folder=str(folder))

                tasks.start_soon(index)
                while len(server.texts) < 8:
                    await anyio.to_thread.run_sync(server.asked.wait)
                    server.asked.clear()
                tasks.cancel_scope.cancel()
            known = (await app.call("search.status", folder=str(folder))).data
            assert known["complete"] is False
            done = (await app.call("search.index", folder=str(folder))).data
            assert (done["complete"], done["files"]) == (True, 40)
            assert len(server.texts) < 40 + 16


async def test_busy_endpoints_are_asked_again_and_others_are_told(serving: Serving, documents: Path) -> None:
    with endpoint() as server:
        async with serving(search_model="letters", search_embeddings_url=server.url) as app:
            server.faults = [429, 503]
            assert (await app.call("search.index", folder=str(documents))).data["complete"] is True
            server.faults = [401]
            found = (await app.call("search.search", folder=str(documents), question="rent")).data
            assert found["passages"][0]["by"] == ["words"]
            assert "the endpoint answers 401: not now" in found["remarks"][0]
            (documents / "more.txt").write_text("more of it")
            server.faults = [400]
            error = (await app.call("search.index", folder=str(documents))).err
            assert error["code"] == "ERR_SEARCH_MODEL"
            assert error["message"] == 'Cannot compute vectors with model "letters": the endpoint answers 400: not now'
            server.dimensions = 20
            assert "26" in (await app.call("search.index", folder=str(documents))).err["message"]


async def test_texts_that_are_too_long_for_the_model_are_shortened(serving: Serving, tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.txt").write_text("word " * 150)
    (tmp_path / "docs" / "b.txt").write_text("short")
    with endpoint() as server:
        server.longest = 300
        async with serving(search_model="letters", search_embeddings_url=server.url) as app:
            assert (await app.call("search.index", folder=str(tmp_path / "docs"))).data["passages"] == 2
            assert sorted(map(len, server.texts))[0] == 5
            assert max(map(len, server.texts)) <= 300


async def test_a_live_index_follows_its_folder(serving: Serving, documents: Path) -> None:
    async with serving() as app, app.events() as events:
        folder = str(documents)
        status = (await app.call("search.watch", folder=folder)).data
        assert status["watched"] is True

        async def changed() -> dict[str, Any]:
            while True:
                event = await events.next()
                if event.get("name") == "searchchanged":
                    detail: dict[str, Any] = event["detail"]
                    return detail

        (documents / "notes" / "new.md").write_text("# Bees\n\nThe hive is by the hedge.\n")
        detail = await changed()
        assert (detail["folder"], detail["error"]) == (folder, "")
        assert (await asked(app, documents, "hive"))[0]["place"] == "notes/new.md:3"
        (documents / "notes").rename(documents / "papers")
        while not [one for one in await asked(app, documents, "hive") if one["file"] == "papers/new.md"]:
            await changed()
        (documents / "papers" / "new.md").unlink()
        while await asked(app, documents, "hive"):
            await changed()
        await app.call("search.unwatch", folder=folder)
        assert (await app.call("search.status", folder=folder)).data["watched"] is False


async def test_pages_search_only_where_they_may(serving: Serving, documents: Path, tmp_path: Path) -> None:
    async with serving(search_folders=[str(documents / "notes")]) as app:
        assert (await app.call("search.index", folder=str(documents / "notes"))).data["files"] == 1
        refused = await app.call("search.index", folder=str(documents))
        assert (refused.status, refused.err["code"]) == (403, "ERR_DENIED")
        assert "search_folders" in refused.err["message"]
    async with serving(permissions_allow_search=False) as app:
        assert (await app.call("search.search", folder=str(documents), question="rent")).status == 403
    for installed in (("search",), ("search", "fs")):
        async with serving(installed=installed, filesystem_sandbox_enabled=True) as app:
            assert (await app.call("search.index", folder="/etc")).status == 403
    async with serving() as app:
        data = tmp_path / "home" / "data"
        await app.call("search.index", folder=str(documents))
        status = (await app.call("search.index", folder=str(data))).data
        assert status["files"] == 0
        assert all("the search indexes of the app" in one["reason"] for one in status["problems"])


async def test_wrong_calls_say_what_is_wrong(serving: Serving, documents: Path) -> None:
    async with serving() as app:
        missing = await app.call("search.search", folder=str(documents), question="rent")
        assert (missing.status, missing.err["code"]) == (404, "ERR_NOT_INDEXED")
        assert (await app.call("search.index", folder=str(documents / "none"))).status == 404
        await app.call("search.index", folder=str(documents))
        assert "empty" in (await app.call("search.search", folder=str(documents), question=" ")).err["message"]
        assert (await app.call("search.search", folder=str(documents), question="a", limit=51)).status == 400
        answer = await app.call("search.answer", folder=str(documents), question="rent?")
        assert "search_answer_model names no model" in answer.err["message"]
        await app.call("search.forget", folder=str(documents))
        assert (await app.call("search.status", folder=str(documents))).status == 404
    async with serving(search_model="minilm") as app:
        refused = await app.call("search.index", folder=str(documents))
        assert "plugin ai is not active" in refused.err["message"]


async def test_an_index_that_is_damaged_is_made_anew(serving: Serving, documents: Path, tmp_path: Path) -> None:
    async with serving() as app:
        await app.call("search.index", folder=str(documents))
    (path,) = (tmp_path / "home" / "data").rglob("*.sqlite3")
    path.write_bytes(b"no database at all" * 1000)
    async with serving() as app:
        assert (await app.call("search.index", folder=str(documents))).data["files"] == 5
        assert await asked(app, documents, "rent")


class Loud:
    """A plugin that reads files of a format of its own."""

    name = "loud"

    class Reader:
        """Reads it."""

        name = "loud"
        suffixes = (".loud",)
        unit = "line"
        version = 1

        def read(self, data: bytes) -> Any:
            from oro_search.readers.reader import Line

            if b"break" in data:
                raise ZeroDivisionError("a reader of a plugin")
            yield Line(data.decode().lower(), 1)


async def test_readers_of_plugins_read(serving: Serving, documents: Path) -> None:
    from oro_framework.hookspecs import hookimpl

    class Plugin:
        name = "loud"

        @hookimpl
        def oro_search_readers(self) -> list[Any]:
            return [Loud.Reader()]

    (documents / "a.loud").write_text("AARDVARK")
    (documents / "b.loud").write_text("break")
    async with serving(Plugin()) as app:
        status = (await app.call("search.index", folder=str(documents))).data
        problems = {one["file"]: one["reason"] for one in status["problems"]}
        assert problems["b.loud"] == 'reader "loud" failed (ZeroDivisionError: a reader of a plugin)'
        assert (await asked(app, documents, "aardvark"))[0]["text"] == "aardvark"
