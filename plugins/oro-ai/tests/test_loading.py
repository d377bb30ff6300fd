"""Loading: whoever generates goes on, and nothing computes beside the decode thread."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import anyio
import pytest
import trio.testing
from anyio import to_thread
from oro_ai import plugin
from oro_ai.engine.job import Done, Event, Job
from oro_ai.engine.placement import Placement
from oro_ai.errors import CannotLoad
from oro_ai.llama import model as module
from oro_ai.llama.context import Context, Shape
from oro_ai.llama.generator import Generator
from oro_ai.llama.model import Model
from oro_ai.testing import write_model

from oro_framework.testing.host import open_host
from oro_framework.testing.waiting import until

TASKS = Path("/proc/self/task")


class Gate:
    """Keeps models from being loaded until it is opened."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def model(self, path: Path, placement: Placement) -> Model:
        self.reached.set()
        assert self.opened.wait(60)
        return Model(path, placement)


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    """Give one that is closed."""
    made = Gate()
    monkeypatch.setattr(module, "Model", made.model)
    return made


@pytest.mark.anyio
@pytest.mark.usefixtures("in_app")
async def test_streams_go_on_while_another_model_is_loaded(
    serving: Any, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"prompt": "x", "max_tokens": 20_000, "stream": "true", "ignore_eos": "true"}
    async with serving(endless=True) as app:
        await app.call("ai.llm.model.load", name="long")
        gate, loaded = Gate(), list[Any]()
        monkeypatch.setattr(module, "Model", gate.model)

        async def load() -> None:
            loaded.append((await app.call("ai.llm.model.load", name="random")).data)

        async with (
            app.stream(f"{app.host.origin}/ai/llama/v1/completions?{urlencode(asked)}") as reply,
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(load)
            with anyio.fail_after(60):
                await to_thread.run_sync(gate.reached.wait, 60)
                generator = app.host.service("ai").models.library.required("long").generator.inner
                for _ in range(5):
                    steps = generator.counts.steps
                    while generator.counts.steps <= steps + 5:
                        assert await reply.read()
            assert not loaded
            gate.opened.set()
        assert loaded[0]["loaded"]


@pytest.mark.anyio
@pytest.mark.usefixtures("in_app")
async def test_an_app_that_ends_while_it_loads_leaves_nothing(models: Path, gate: Gate) -> None:
    async with (
        anyio.create_task_group() as tasks,
        open_host(plugin, settings={"ai_llm_model_path": str(models)}) as app,
    ):
        library = app.host.service("ai").models.library  # type: ignore[union-attr]
        tasks.start_soon(library.load, "random")
        await to_thread.run_sync(gate.reached.wait, 60)
        tasks.start_soon(library.close)
        await trio.testing.wait_all_tasks_blocked()
        gate.opened.set()
    assert not list(library)


@pytest.mark.anyio
@pytest.mark.usefixtures("in_app")
async def test_a_context_there_is_no_memory_for_leaves_no_model(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    freed: list[Model] = []
    free = Model.free

    def noted(model: Model) -> None:
        freed.append(model)
        free(model)

    monkeypatch.setattr(Model, "free", noted)

    def refused(*_: Any) -> Any:
        raise CannotLoad("random", "there is no memory for a context")

    monkeypatch.setattr("oro_ai.in_process.model.Context", refused)
    async with open_host(plugin, settings={"ai_llm_model_path": str(models)}) as app:
        assert "no memory" in (await app.call("ai.llm.model.load", name="random")).err["message"]
        await until(lambda: len(freed) == 1)
        assert (await app.call("ai.llm.model.list")).data == []


@pytest.mark.skipif(not TASKS.is_dir(), reason=f"Threads of a process are not listed on {sys.platform}")
def test_loading_starts_no_thread_that_computes(tmp_path: Path) -> None:
    """The decode thread's speed is halved by another one's pool: only what decodes may have one."""
    path, counts = write_model(tmp_path / "random.gguf"), list[set[str]]()

    def load() -> None:
        counts.append(set(os.listdir(TASKS)))
        model = Model(path)
        context = Context(model, Shape(cells=64, threads=2))
        counts.append(set(os.listdir(TASKS)))
        told: list[Event] = []
        generator = Generator(context, pace=1.0, find=lambda id: None)
        generator.submit(Job(prompt=[5], max_tokens=1, sink=told.append))
        while generator.step():
            pass
        counts.append(set(os.listdir(TASKS)))
        assert isinstance(told[-1], Done)
        context.free()
        model.free()

    thread = threading.Thread(target=load)
    thread.start()
    thread.join()
    before, loaded, computed = counts
    assert loaded <= before
    assert not computed <= loaded, "else this test sees no pool at all"
