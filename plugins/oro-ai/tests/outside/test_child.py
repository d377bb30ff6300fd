"""Models in a process of their own: its end is an answer's, and never the app's."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import anyio
import psutil
import pytest
from oro_ai import plugin
from oro_ai.out_of_process.backoff import Backoff
from oro_ai.testing import write_adapter, write_model

from oro_framework.testing.host import OpenHost, open_host
from oro_framework.testing.waiting import until, until_in_thread

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals that end a process"),
]

COMPLETIONS = "/ai/llama/v1/completions"
ASKED: dict[str, Any] = {"prompt": "Hello there", "max_tokens": 8, "temperature": 0, "ignore_eos": True}
ENDLESS = {"prompt": "x", "max_tokens": 50_000, "stream": "true", "ignore_eos": "true"}


def child_of(app: OpenHost) -> Any:
    """Return the process that computes, as the app knows it."""
    service: Any = app.host.service("ai")
    return service.models.library._engine.child


async def completed(app: OpenHost, **more: Any) -> Any:
    """Return a completion that was given."""
    answer = await app.client.post(COMPLETIONS, json={**ASKED, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


@asynccontextmanager
async def streaming(app: OpenHost) -> AsyncIterator[Any]:
    """Ask for text without an end, and give the answer once some of it has come."""
    async with app.stream(f"{app.host.origin}{COMPLETIONS}?{urlencode(ENDLESS)}") as reply:
        while b'"text"' not in await reply.read():
            pass
        yield reply


@pytest.mark.parametrize("sent", [signal.SIGSEGV, signal.SIGABRT, signal.SIGKILL, signal.SIGILL])
async def test_a_crash_ends_the_answers_of_that_moment_and_the_next_one_is_given(serving: Any, sent: Any) -> None:
    async with serving(endless=True) as app:
        before = (await completed(app))["choices"][0]["text"]
        first = child_of(app)
        async with streaming(app) as reply:
            os.kill(first.process.pid, sent)
            told = b""
            while data := await reply.read():
                told += data
        error = json.loads(told.rstrip().rpartition(b"data: ")[2])["error"]
        assert (error["code"], error["type"]) == ("ERR_MODEL_CRASHED", "server_error")
        assert f"ended with {sent.name}" in error["message"]
        assert (await completed(app, cache_prompt=False))["choices"][0]["text"] == before
        assert child_of(app) is not first


async def test_an_answer_that_had_not_begun_fails_with_503(serving: Any) -> None:
    async with serving(endless=True) as app:
        await completed(app)
        child = child_of(app)
        answers = list[Any]()

        async def ask() -> None:
            answers.append(await app.client.post(COMPLETIONS, json={**ASKED, "max_tokens": 90_000}))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            await until(lambda: child._jobs)
            os.kill(child.process.pid, signal.SIGSEGV)
        assert answers[0].status_code == 503
        assert answers[0].headers["retry-after"] == "1"
        assert answers[0].json()["error"]["code"] == "ERR_MODEL_CRASHED"


async def test_one_that_ends_again_and_again_is_started_after_a_pause(
    serving: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("oro_ai.out_of_process.engine.Backoff", lambda: Backoff(lambda: clock[0]))
    async with serving() as app:
        for _ in range(2):
            await completed(app)
            child = child_of(app)
            os.kill(child.process.pid, signal.SIGSEGV)
            await child.gone.wait()
        refused = await app.client.post(COMPLETIONS, json=ASKED)
        assert refused.status_code == 503
        assert "again and again" in refused.json()["error"]["message"]
        clock[0] = 1.0
        await completed(app)


async def test_contexts_and_adapters_are_there_again_after_a_crash(tmp_path: Path) -> None:
    write_model(tmp_path / "random.gguf")
    write_adapter(tmp_path / "one.gguf")
    keys = {"ai_llm_model_path": str(tmp_path), "ai_llm_lora_path": str(tmp_path)}
    async with open_host(plugin, settings=keys) as app:
        await app.call("ai.llm.model.load", name="random")
        context = (await app.call("ai.llm.context.create", model="random", size=64, temp=0)).data["id"]
        lora = (await app.call("ai.llm.lora.load", model="random", name="one")).data["id"]
        await app.call("ai.llm.lora.attach", id=lora, context=context)

        async def said() -> str:
            body = (await app.call("ai.llm.context.generate", id=context, prompt="Hello", maxTokens=8)).body.decode()
            events = [
                json.loads(line.removeprefix("data: ")) for line in body.splitlines() if line.startswith("data: ")
            ]
            return "".join(event.get("text", "") for event in events)

        text = await said()
        child = child_of(app)
        os.kill(child.process.pid, signal.SIGSEGV)
        await child.gone.wait()
        assert (await app.call("ai.llm.context.info", id=context)).data["used"] == 0
        assert await said() == text
        assert (await app.call("ai.llm.context.info", id=context)).data["used"] > 0


async def test_an_answer_nobody_reads_any_more_ends_in_the_process_that_computes(serving: Any) -> None:
    async with serving(endless=True) as app:
        async with streaming(app):
            pass

        async def idle() -> Any:
            (found,) = (await app.client.get("/ai/llama/health")).json()["pool"]
            return None if found["busy"] else found

        found = await until(idle)
        assert found["aborted"] == 1
        assert found["generated_tokens"] < 50_000


async def test_the_process_goes_with_the_app(serving: Any) -> None:
    async with serving() as app:
        await completed(app)
        process = child_of(app).process
        assert process.returncode is None
    assert process.returncode == 0


async def test_what_it_may_not_have_is_no_end_of_the_app(serving: Any) -> None:
    async with serving(ai_process_memory=64) as app:
        answer = await app.client.post(COMPLETIONS, json=ASKED)
        assert answer.status_code in (500, 503)
        assert answer.json()["error"]["code"] in ("ERR_MODEL_CRASHED", "ERR_MODEL_LOAD")
        assert (await app.call("ai.llm.model.list")).data == []


async def test_more_than_a_model_takes_is_enough(serving: Any) -> None:
    async with serving(ai_process_memory=8192) as app:
        await completed(app)


APP = """
import sys
import trio
from pathlib import Path
from oro_ai.engine.placement import Placement
from oro_ai.out_of_process.engine import OutsideEngine

async def main():
    engine = OutsideEngine()
    await engine.load(Path(sys.argv[1]), Placement())
    print(engine.child.process.pid, flush=True)
    await trio.sleep_forever()

trio.run(main)
"""


def test_the_process_goes_with_an_app_that_is_killed(random_model: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", APP, str(random_model)], stdout=subprocess.PIPE, text=True) as app:
        assert app.stdout is not None
        child = psutil.Process(int(app.stdout.readline()))
        app.send_signal(signal.SIGKILL)
    until_in_thread(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)
