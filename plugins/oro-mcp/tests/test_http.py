"""Agents over HTTP: who is let in, what each may do, and that it is asked for and written down by agent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
import trio
from mcp.shared.exceptions import MCPError
from mcp_types import INTERNAL_ERROR
from oro_mcp import tool

from oro_framework import Call, hookimpl, route
from oro_framework.consent import Answer
from oro_framework.errors import OroError
from oro_framework.testing import PATIENCE, until

from .conftest import BUNDLE, Person, Serving, agent

pytestmark = [
    pytest.mark.anyio,
    # The official client leaves the iterators of its answers to the garbage collector, of which trio warns.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_an_agent_uses_an_app(serving: Serving, mode: str) -> None:
    heard: list[tuple[float, float | None, str | None]] = []

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        heard.append((progress, total, message))

    async with serving() as served, agent(served.mcp.address, served.mcp.issue_token("desk"), mode) as client:
        assert client.server_info is not None
        assert client.server_info.name == BUNDLE
        names = {tool.name for tool in (await client.list_tools()).tools}
        assert names >= {"notes_find", "notes_add"}
        assert "notes_hidden" not in names
        found = await client.call_tool("notes_find", {"text": "rent"})
        assert found.structured_content == {"notes": [{"id": 0, "text": "Pay the rent"}], "total": 1}
        assert (await client.call_tool("notes_add", {"text": "new"})).structured_content == {"result": 2}
        counted = await client.call_tool("notes_count", {"to": 3}, progress_callback=hear)
        assert counted.structured_content == {"result": "counted"}
        assert heard == [(1, 3, "at 1"), (2, 3, "at 2"), (3, 3, "at 3")]
        picture = (await client.call_tool("notes_picture")).content[0]
        assert (picture.type, picture.mime_type) == ("image", "image/png")  # type: ignore[union-attr]
        (read,) = (await client.read_resource("notes://1")).contents
        assert (read.text, read.mime_type) == ("# Water the plants", "text/markdown")  # type: ignore[union-attr]
        assert [each.uri for each in (await client.list_resources()).resources] == ["notes://all"]


async def test_what_goes_wrong_is_said(serving: Serving) -> None:
    async with (
        serving(mcp_max_result=600) as served,
        agent(served.mcp.address, served.mcp.issue_token("desk")) as client,
    ):
        failed = await client.call_tool("notes_fail")
        said = 'Cannot answer "notes.fail": its handler raised ZeroDivisionError: by nothing'
        assert (failed.is_error, failed.content[0].text) == (True, said)  # type: ignore[union-attr]
        wrong = await client.call_tool("notes_find", {"limit": 99})
        assert wrong.is_error
        assert '"limit" must be int >= 1 <= 50, got 99' in wrong.content[0].text  # type: ignore[union-attr]
        unknown = await client.call_tool("notes_find", {"txt": "x"})
        assert "it has no txt; parameters are text, limit" in unknown.content[0].text  # type: ignore[union-attr]
        await client.call_tool("notes_add", {"text": "x" * 900})
        assert "over mcp_max_result, 600 bytes" in (await client.call_tool("notes_find")).content[0].text  # type: ignore[union-attr]
        with pytest.raises(MCPError, match='Cannot use tool "notes_hidden": there is none'):
            await client.call_tool("notes_hidden")
        with pytest.raises(MCPError, match="there is no such resource"):
            await client.read_resource("notes://1/2")
        with pytest.raises(MCPError, match='Cannot read note "99": there is none'):
            await client.read_resource("notes://99")


class Twin:
    """A plugin with a route whose name as a tool is that of another."""

    @hookimpl
    def oro_routes(self) -> list[Callable[..., Any]]:
        """Declare it."""

        @tool
        @route("notes_add")
        async def add(call: Call) -> None: ...

        return [add]


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_an_app_whose_tools_cannot_be_told_apart_says_so(serving: Serving, mode: str) -> None:
    async with serving(Twin()) as served, agent(served.mcp.address, served.mcp.issue_token("desk"), mode) as client:
        with pytest.raises(MCPError, match='both are tool "notes_add"; name one of them by @tool') as raised:
            await client.list_tools()
        assert raised.value.error.code == INTERNAL_ERROR


async def test_an_agent_whose_token_is_revoked_is_told_so(serving: Serving) -> None:
    async with serving() as served, agent(served.mcp.address, served.mcp.issue_token("desk")) as client:
        assert not (await client.call_tool("notes_find")).is_error
        served.mcp.revoke_token("desk")
        with pytest.raises(MCPError):
            await client.call_tool("notes_find")


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_a_cancelled_call_ends_its_route(serving: Serving, mode: str) -> None:
    async with serving() as served, agent(served.mcp.address, served.mcp.issue_token("desk"), mode) as client:
        with trio.move_on_after(PATIENCE) as scope:
            async with trio.open_nursery() as nursery:
                nursery.start_soon(client.call_tool, "notes_slow")
                await until(lambda: served.notes.entered == 1)
                nursery.cancel_scope.cancel()
        assert not scope.cancelled_caught
        await until(lambda: served.notes.cancelled == 1)
        assert served.mcp.diagnostics()["calls"] == {"count": 0}


async def test_an_agent_that_dies_ends_its_calls(serving: Serving) -> None:
    async with serving() as served:
        token = served.mcp.issue_token("desk")

        async def die() -> None:
            async with agent(served.mcp.address, token) as client:
                await client.call_tool("notes_slow")

        async with trio.open_nursery() as nursery:
            nursery.start_soon(die)
            await until(lambda: served.notes.entered == 1)
            nursery.cancel_scope.cancel()
        await until(lambda: served.notes.cancelled == 1)
        async with agent(served.mcp.address, token) as client:
            assert not (await client.call_tool("notes_find")).is_error


async def test_two_agents_are_two_callers(serving: Serving) -> None:
    async with serving(permissions_audit="audit.jsonl") as served:
        desk, shelf = served.mcp.issue_token("desk"), served.mcp.issue_token("shelf", expose=["notes.find"])
        async with agent(served.mcp.address, desk) as one, agent(served.mcp.address, shelf) as two:
            assert [tool.name for tool in (await two.list_tools()).tools] == ["notes_find"]
            async with trio.open_nursery() as nursery:
                for _ in range(10):
                    nursery.start_soon(one.call_tool, "notes_add", {"text": "of desk"})
                    nursery.start_soon(two.call_tool, "notes_find", {})
            with pytest.raises(MCPError, match="there is none"):
                await two.call_tool("notes_add", {"text": "no"})
            assert (await one.call_tool("notes_secret")).structured_content == {"result": "sesame"}
        await until(lambda: len(served.audit()) == 22)
        seen = [(line["origin"], line["permission"], line["target"], line["verdict"]) for line in served.audit()]
    assert seen.count(("mcp desk", "mcp_client", "notes.add", "allow")) == 10
    assert seen.count(("mcp shelf", "mcp_client", "notes.find", "allow")) == 10
    assert ("mcp desk", "notes_secret", "notes.secret", "allow") in seen


async def test_permissions_of_the_app_and_of_the_agent_hold(serving: Serving) -> None:
    async with serving() as served:
        token = served.mcp.issue_token("desk", permissions=["fs"])
        async with agent(served.mcp.address, token) as client:
            refused = await client.call_tool("notes_secret")
            assert "mcp desk lacks permission notes_secret; it has fs" in refused.content[0].text  # type: ignore[union-attr]
    async with (
        serving(permissions_allow_notes_secret=False) as served,
        agent(served.mcp.address, served.mcp.issue_token("desk")) as client,
    ):
        refused = await client.call_tool("notes_secret")
        assert "permissions_allow_notes_secret = false" in refused.content[0].text  # type: ignore[union-attr]
    async with (
        serving(permissions_allow_mcp_client=False) as served,
        agent(served.mcp.address, served.mcp.issue_token("desk")) as client,
    ):
        refused = await client.call_tool("notes_find")
        said = refused.content[0].text  # type: ignore[union-attr]
        assert said.startswith('Cannot call "notes.find": ')
        assert "permissions_allow_mcp_client = false" in said


async def test_a_person_is_asked_about_each_agent_once(serving: Serving) -> None:
    person = Person(Answer.ALLOW, Answer.DENY)
    async with serving(person, permissions_allow_mcp_client="ask", permissions_audit="audit.jsonl") as served:
        desk, shelf = served.mcp.issue_token("desk"), served.mcp.issue_token("shelf")
        async with agent(served.mcp.address, desk) as one, agent(served.mcp.address, shelf) as two:
            assert not (await one.call_tool("notes_find")).is_error
            assert not (await one.call_tool("notes_add", {"text": "x"})).is_error
            refused = await two.call_tool("notes_find")
            assert "the person said no" in refused.content[0].text  # type: ignore[union-attr]
        assert [each.origin for each in person.questions] == ["mcp desk", "mcp shelf"]
        assert person.questions[0].permission == "mcp_client"
        await until(lambda: any(line["verdict"] == "deny" for line in served.audit()))
        denied = [line for line in served.audit() if line["verdict"] == "deny"]
    assert {line["origin"] for line in denied} == {"mcp shelf"}


async def test_where_no_one_can_be_asked_the_answer_says_so(serving: Serving) -> None:
    async with (
        serving(permissions_allow_mcp_client="ask") as served,
        agent(served.mcp.address, served.mcp.issue_token("desk")) as client,
    ):
        refused = await client.call_tool("notes_find")
        said = refused.content[0].text  # type: ignore[union-attr]
        assert "it has to be asked for, and nobody answered; permissions_allow_mcp_client = true" in said


async def test_only_agents_with_a_token_are_let_in(serving: Serving) -> None:
    async with serving(mcp_http_origins=["https://desk.example"]) as served:
        token = served.mcp.issue_token("desk")
        address = served.mcp.address

        async def status(path: str = "", **headers: str) -> int:
            async with httpx.AsyncClient(trust_env=False) as client:
                answer = await client.post(address + path, json=PING, headers={**HEADERS, **headers})
                return answer.status_code

        bearer = f"Bearer {token}"
        assert await status() == 401
        assert await status(authorization="Bearer wrong") == 401
        assert await status(authorization=f"Basic {token}") == 401
        assert await status("/else", authorization=bearer) == 404
        assert await status(authorization=bearer, host="rebound.example") == 421
        assert await status(authorization=bearer, origin="https://evil.example") == 403
        assert await status(authorization=bearer, origin="https://desk.example") == 400  # let in: a session lacks
        assert served.mcp.revoke_token("desk")
        assert not served.mcp.revoke_token("desk")
        assert await status(authorization=bearer) == 401


async def test_a_session_belongs_to_its_token(serving: Serving) -> None:
    async with serving() as served:
        desk, shelf = served.mcp.issue_token("desk"), served.mcp.issue_token("shelf")
        begin: dict[str, Any] = {
            "jsonrpc": "2.0",
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "x", "version": "1"},
            },
        }
        async with httpx.AsyncClient(trust_env=False) as client:
            opened = await client.post(
                served.mcp.address, json=begin, headers={**HEADERS, "authorization": f"Bearer {desk}"}
            )
            session = {**HEADERS, "mcp-session-id": opened.headers["mcp-session-id"]}
            for token, status in ((desk, 200), (shelf, 404)):
                headers = {**session, "authorization": f"Bearer {token}"}
                assert (await client.post(served.mcp.address, json=PING, headers=headers)).status_code == status


async def test_tokens_of_the_configuration_are_kept_elsewhere(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK_TOKEN", "a-token-of-this-test")
    named = {"mcp_clients_desk_token_env": "DESK_TOKEN", "mcp_clients_desk_expose": ["notes.find"]}
    async with serving(**named) as served, agent(served.mcp.address, "a-token-of-this-test") as client:
        assert [tool.name for tool in (await client.list_tools()).tools] == ["notes_find"]
    monkeypatch.setenv("DESK_TOKEN", "short")
    for settings, why in (
        (named, "its token has 5 characters, 16 at least"),
        ({"mcp_clients_desk_expose": ["*"]}, "give token, the name of a secret, or token_env"),
        ({"mcp_clients_desk_token": "desk"}, "plugin secrets is not active"),
        ({"mcp_clients_desk_tokn": "desk"}, "tokn"),
        ({"mcp_clients_Desk_token": "desk"}, "small letters"),
    ):
        with pytest.raises(OroError, match=why):
            async with serving(**settings):
                pass
