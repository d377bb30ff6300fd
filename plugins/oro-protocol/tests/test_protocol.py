"""Schemes of pages without an engine: what is read of configuration and pieces, and what becomes of requests."""

from __future__ import annotations

from typing import Any

import anyio
import oro_protocol.plugin as plugin
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_protocol.settings import RESERVED, scheme_name, scheme_names

from oro_framework.testing import OpenHost, open_host, until

pytestmark = pytest.mark.anyio

NOTES = {"webview_protocol-handlers_notes": '{"a": 1}', "webview_protocol-handlers_words": "not json"}


@given(st.text())
def test_any_text_is_a_free_scheme_or_none(text: str) -> None:
    try:
        name = scheme_name(text)
    except ValueError:
        return
    assert name == name.lower()
    assert name not in RESERVED
    assert not set(name) & set(" :/?#")


@pytest.mark.parametrize("value", [["oro"], "http notes", [1], 5, ["with space"], ["9x"]])
def test_what_is_no_array_of_free_schemes_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="scheme"):
        scheme_names(value)


async def asked(opened: OpenHost) -> dict[str, Any]:
    """Return what the page is asked next."""
    async with opened.events() as events:
        return (await events.push()).data  # type: ignore[no-any-return]


async def test_the_page_answers_in_pieces() -> None:
    async with open_host(plugin, settings=NOTES) as opened, anyio.create_task_group() as tasks:
        assert (await opened.call("protocol.register", scheme="NOTES")).data == {"scheme": "notes"}
        arrived: list[bytes] = []
        done = anyio.Event()

        async def read() -> None:
            async with opened.stream("notes://x/y?z=1") as reply:
                assert (await reply.head()).status == 201
                while piece := await reply.read():
                    arrived.append(piece)
            done.set()

        tasks.start_soon(read)
        told = await asked(opened)
        assert (told["method"], told["url"]) == ("GET", "notes://x/y?z=1")
        first = await opened.call("protocol.respond", b"one", id=told["id"], status=201, more=True)
        assert first.data == {}
        await opened.call("protocol.respond", b"two", id=told["id"])
        await done.wait()
        assert b"".join(arrived) == b"onetwo"
        gone = await opened.call("protocol.respond", b"", id=told["id"])
        assert gone.err["code"] == "ERR_CLOSED"


async def test_a_page_that_goes_ends_what_it_answered() -> None:
    async with open_host(plugin, settings=NOTES) as opened, anyio.create_task_group() as tasks:
        await opened.call("protocol.register", scheme="notes")
        answers: list[int] = []

        async def get() -> None:
            answers.append((await opened.client.get("notes://x/")).status_code)

        tasks.start_soon(get)
        await asked(opened)
        opened.window.load(f"{opened.host.origin}/other.html")
        await until(lambda: answers)
        assert answers == [410]
        assert (await opened.client.get("notes://x/")).status_code == 404


@pytest.mark.parametrize("headers", ["{", "[[1, 2]]", '[["a b", "c"]]', '[["a", "b\\r\\nc: d"]]', "[1]"])
async def test_headers_that_are_none_are_refused(headers: str) -> None:
    async with open_host(plugin, settings=NOTES) as opened, anyio.create_task_group() as tasks:
        await opened.call("protocol.register", scheme="notes")
        tasks.start_soon(opened.client.get, "notes://x/")
        told = await asked(opened)
        refused = await opened.call("protocol.respond", b"", id=told["id"], headers=headers)
        assert refused.err["code"] == "ERR_INVALID_ARG"
        tasks.cancel_scope.cancel()


@pytest.mark.parametrize("origin", ["https://example.com", "words://x"])
async def test_other_origins_load_nothing(origin: str) -> None:
    async with open_host(plugin, settings=NOTES) as opened, opened.client_of(origin) as client:
        assert (await client.get("notes://x/")).status_code == 403


async def test_one_window_answers_a_scheme() -> None:
    async with open_host(plugin, settings=NOTES) as opened:
        await opened.call("protocol.register", scheme="notes", data="[1]")
        other = opened.host.windows_manager.create(opened.window.spec, 1)
        async with opened.client_of(opened.host.origin, other) as client:
            taken = (await client.get("ipc://protocol.register?scheme=notes")).json()["err"]
            assert taken["message"] == 'Cannot register "notes": the page of window 0 answers it'
            assert (await client.get("ipc://protocol.getData?scheme=notes")).json()["data"] == [1]
            denied = await client.get("ipc://protocol.unregister?scheme=notes")
            assert denied.status_code == 403


async def test_data_of_the_configuration() -> None:
    async with open_host(plugin, settings=NOTES) as opened:
        assert (await opened.call("protocol.getData", scheme="notes")).data == {"a": 1}
        assert (await opened.call("protocol.getData", scheme="words")).data == "not json"
        assert (await opened.call("protocol.getData", scheme="else")).err["type"] == "NotFoundError"
        later = await opened.call("protocol.register", scheme="later")
        assert later.err["message"].endswith('oro.toml: [webview] protocol-handlers = ["later"]')


async def test_pages_may_name_the_schemes_of_handlers_in_a_policy() -> None:
    files = {"index.html": "<head><meta content='connect-src {{protocol_handlers}}'></head>"}
    async with open_host(plugin, settings=NOTES, files=files) as opened:
        page = (await opened.client.get("/index.html")).text
    assert "content='connect-src notes: words: node: npm:'" in page
