"""Models that use tools: steps and limits of the loop with a model that says what is wanted, and a small real one."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import trio
from oro_ai import plugin as ai
from oro_ai.testing import Unavailable, smollm2
from oro_mcp import plugin
from oro_mcp.service import mcp_of

from oro_framework import Service, hookimpl
from oro_framework.testing import OpenHost, open_host, until

from .conftest import app_module

pytestmark = pytest.mark.anyio

WEIGHTS = Path(__file__).resolve().parents[3] / "build" / "weights"
SERVER = str(Path(__file__).with_name("server.py"))


@dataclass
class Asked:
    """A call that a model asks for."""

    id: str
    name: str
    arguments: str


@dataclass
class Said:
    """An answer of a model."""

    text: str = ""
    tool_calls: Sequence[Asked] = ()
    reason: str | None = "stop"


Speaks = Callable[[Sequence[Mapping[str, Any]], Mapping[str, Any]], Said]


class Scripted:
    """A plugin whose service `ai` answers what a function says."""

    def __init__(self, speaks: Speaks) -> None:
        self.entered = 0
        self.cancelled = 0
        outer = self

        class AI(Service):
            """Answers."""

            name = "ai"

            async def chat(self, messages: Any, *, model: str = "", **options: Any) -> Said:
                """Answer; a conversation about waiting is never answered."""
                if messages[-1]["content"] == "wait":
                    outer.entered += 1
                    try:
                        await trio.sleep_forever()
                    finally:
                        outer.cancelled += 1
                return speaks(messages, {"model": model, **options})

        self._service = AI

    @hookimpl
    def oro_services(self) -> Sequence[type[Service]]:
        """Declare the service."""
        return [self._service]


def of_tools(messages: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> Said:
    """Ask for the calls in the question, then tell what came of them."""
    last = messages[-1]
    if last["role"] == "tool":
        return Said(text=f"It said {last['content']}")
    calls = json.loads(last["content"])
    return Said(tool_calls=[Asked(f"call-{place}", name, given) for place, (name, given) in enumerate(calls)])


async def chatted(app: OpenHost, question: str, tools: Sequence[str] = ("app",), **more: Any) -> list[Any]:
    """Have a conversation as a page has it; return its events."""
    messages = json.dumps([{"role": "user", "content": question}])
    reply = await app.call("mcp.chat", messages=messages, tools=json.dumps(list(tools)), **more)
    if reply.status != 200:
        return [reply.err]
    return [json.loads(line.removeprefix("data: ")) for line in reply.body.decode().splitlines() if "data:" in line]


async def test_a_model_calls_a_route_and_tells_of_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    settings = {"permissions_audit": "audit.jsonl"}
    async with open_host(plugin, app_module(), Scripted(of_tools), settings=settings, bundle="org.example.chat") as app:
        question = json.dumps([("notes_find", '{"text": "rent"}')])
        step, call, result, step2, text, end = await chatted(app, question)
        assert (step, step2) == ({"type": "step", "step": 1}, {"type": "step", "step": 2})
        assert call == {
            "type": "call", "id": "call-0", "server": "app", "tool": "notes_find", "arguments": {"text": "rent"},
        }  # fmt: skip
        assert (result["type"], result["id"], result["isError"]) == ("result", "call-0", False)
        assert result["data"] == {"notes": [{"id": 0, "text": "Pay the rent"}], "total": 1}
        assert text["text"].startswith('It said {"notes"')
        assert (end["reason"], end["steps"], end["text"]) == ("stop", 2, text["text"])
        assert [message["role"] for message in end["messages"]] == ["user", "assistant", "tool", "assistant"]
    path = tmp_path / "org.example.chat" / "audit.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert ("mcp model", "mcp_client", "notes.find") in {
        (line["origin"], line["permission"], line["target"]) for line in lines
    }


async def test_what_goes_wrong_in_a_tool_is_told_to_the_model() -> None:
    async with open_host(plugin, app_module(), Scripted(of_tools)) as app:
        for name, given, said in (
            ("notes_nothing", "{}", 'Cannot use tool "notes_nothing": tools are'),
            ("notes_find", "{", "its arguments are not JSON"),
            ("notes_find", "[]", "its arguments are no object"),
            ("notes_find", '{"limit": 0}', '"limit" must be int >= 1'),
        ):
            events = await chatted(app, json.dumps([(name, given)]))
            result = next(event for event in events if event["type"] == "result")
            assert result["isError"]
            assert said in result["text"]
            assert said in events[-1]["text"]


async def test_steps_are_limited() -> None:
    def endless(messages: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> Said:
        assert (options.get("tool_choice") == "required") == (len(messages) == 1)
        return Said(tool_calls=[Asked("x", "notes_find", "{}")])

    async with open_host(plugin, app_module(), Scripted(endless), settings={"mcp_chat_steps": 3}) as app:
        events = await chatted(app, "go on", options=json.dumps({"tool_choice": "required"}))
        assert (events[-1]["reason"], events[-1]["steps"]) == ("steps", 3)
        events = await chatted(app, "go on", steps=2, options=json.dumps({"tool_choice": "required"}))
        assert (events[-1]["reason"], events[-1]["steps"]) == ("steps", 2)


async def test_the_apps_own_code_begins_the_service_and_has_a_model_use_tools() -> None:
    async with open_host(plugin, app_module(), Scripted(of_tools)) as app:
        mcp = await mcp_of(app.host)
        said = [{"role": "user", "content": json.dumps([("notes_find", json.dumps({"text": "milk"}))])}]
        events = [event async for event in await mcp.converse(said)]
        assert [event["type"] for event in events if event["type"] in ("call", "result")] == ["call", "result"]
        assert events[-1]["type"] == "end"


async def test_time_is_limited_and_what_runs_is_cancelled() -> None:
    scripted = Scripted(of_tools)
    async with open_host(plugin, app_module(), scripted, settings={"mcp_expose": ["notes.slow"]}) as app:
        events = await chatted(app, "wait", seconds=0.1)
        assert (events[-1]["reason"], scripted.cancelled) == ("time", 1)
        events = await chatted(app, json.dumps([("notes_slow", "{}")]), seconds=0.3)
        assert events[-1]["reason"] == "time"
        notes: Any = app.host.service("notes")
        await until(lambda: notes.cancelled == 1)


async def test_leaving_cancels_what_runs() -> None:
    scripted = Scripted(of_tools)
    async with open_host(plugin, app_module(), scripted) as app:
        messages = json.dumps([{"role": "user", "content": "wait"}])
        async with app.stream(f"ipc://mcp.chat?messages={messages}"):
            await until(lambda: scripted.entered == 1)
        await until(lambda: scripted.cancelled == 1)


async def test_tools_of_a_server_and_of_the_app_at_once() -> None:
    seen: list[list[str]] = []

    def listing(messages: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> Said:
        seen.append([each["function"]["name"] for each in options["tools"]])
        return of_tools(messages, options)

    settings = {"mcp_servers_tests_command": sys.executable, "mcp_servers_tests_args": [SERVER]}
    async with open_host(plugin, app_module(), Scripted(listing), settings=settings) as app:
        question = json.dumps([("tests__add", '{"a": 1, "b": 2}'), ("notes_find", "{}")])
        events = await chatted(app, question, tools=("app", "mcp:tests"))
        assert [event["server"] for event in events if event["type"] == "call"] == ["tests", "app"]
        assert [event["isError"] for event in events if event["type"] == "result"] == [False, False]
        assert {"notes_find", "tests__add"} <= set(seen[0])
        (refused,) = await chatted(app, question, tools=("files",))
        assert 'write "app", or "mcp:NAME"' in refused["message"]
        (refused,) = await chatted(app, question, tools=("mcp:files",))
        assert refused["code"] == "NOT_FOUND_ERR"


async def test_without_models_or_their_permission_the_answer_says_so() -> None:
    async with open_host(plugin, app_module()) as app:
        (refused,) = await chatted(app, "x")
        assert "plugin ai is not active" in refused["message"]
    async with open_host(plugin, app_module(), settings={"permissions_allow_ai": False}) as app:
        (refused,) = await chatted(app, "x")
        assert refused["code"] == "ERR_DENIED"


async def test_a_page_gets_by_a_model_no_more_than_it_may_itself() -> None:
    settings = {"mcp_expose": ["notes.secret"], "permissions_windows_notes_secret": [7]}
    async with open_host(plugin, app_module(), Scripted(of_tools), settings=settings) as app:
        events = await chatted(app, json.dumps([("notes_secret", "{}")]))
        result = next(event for event in events if event["type"] == "result")
        assert result["isError"]
        assert "permissions_windows_notes_secret allows only windows: 7" in result["text"]
        reply = await app.call("mcp.call", server="app", tool="notes_secret")
        assert b"permissions_windows_notes_secret" in reply.body


@pytest.mark.slow
async def test_a_small_model_calls_a_route() -> None:
    """SmolLM2-135M writes a call where it must, with arguments that the route's schema takes."""
    pytest.importorskip("llama_cpp")
    try:
        model = smollm2(WEIGHTS)
    except Unavailable as error:
        pytest.skip(str(error))
    settings = {"ai_llm_model_path": str(model.parent), "ai_llm_default_model": model.name}
    async with open_host(plugin, app_module(), ai, settings=settings) as app:
        options = json.dumps({"tool_choice": "required", "max_tokens": 200, "temperature": 0, "seed": 1})
        events = await chatted(app, "Find my notes about the rent.", options=options, steps=2)
        call = next(event for event in events if event["type"] == "call")
        assert (call["server"], events[-1]["type"]) == ("app", "end"), events
        assert isinstance(call["arguments"], dict)
        result = next(event for event in events if event["type"] == "result")
        assert result["id"] == call["id"]
        assert events[-1]["messages"][2]["role"] == "tool"
