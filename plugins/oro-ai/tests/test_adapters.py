"""LoRA adapters: whoever generates with which, all do so at once, and each as if it were alone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oro_ai import plugin
from oro_ai.engine.adapter_turns import Turns
from oro_ai.engine.job import Adapter, adapter_set
from oro_ai.engine.slots import Slot
from oro_ai.models.dump import Dump, packed, parsed
from oro_ai.testing import write_adapter, write_model

from oro_framework.testing.host import OpenHost, open_host

SETS = [(), (Adapter("a"),), (Adapter("a", 0.5),), (Adapter("a"), Adapter("b"))]
COMPLETIONS = "/ai/llama/v1/completions"
MANNERS: list[Any] = [
    [],
    [{"id": "one", "scale": 1}],
    [{"id": "one", "scale": 0.5}],
    [{"id": "two", "scale": 1}, {"id": "one", "scale": 1}],
]
"""What four clients generate with."""


# -- sans-IO -----------------------------------------------------------------------------------------------


@given(st.lists(st.lists(st.sampled_from(SETS), max_size=6), min_size=1, max_size=40))
def test_each_set_has_its_turn_before_any_other_has_two(steps: list[list[Any]]) -> None:
    turns, waited = Turns(), dict[Any, int]()
    for present in steps:
        chosen = turns.take([Slot(id, adapters=adapters) for id, adapters in enumerate(present)])
        assert bool(chosen) == bool(present)
        kinds = {slot.adapters for slot in chosen}
        assert len(kinds) == bool(present)
        assert sorted(slot.id for slot in chosen) == [id for id, kind in enumerate(present) if kind in kinds]
        waited = {kind: waited.get(kind, 0) + 1 for kind in set(present) - kinds}
        assert all(steps_ < len(SETS) for steps_ in waited.values())


def test_a_turn_has_steps_until_its_time_is_over_or_nobody_has_it() -> None:
    turns, one, two = Turns(1.0), Slot[Any](1, adapters=SETS[1]), Slot[Any](2, adapters=SETS[2])
    for expected in (1, 1, 1, 2, 2, 2, 1):
        assert [slot.id for slot in turns.take([one, two])] == [expected]
        turns.took(0.4)
    assert turns.take([two]) == [two]
    for _ in range(9):
        assert turns.take([two]) == [two]
        turns.took(0.4)
    assert turns.take([one, two]) == [one], "it has had more than its time"


def test_a_set_is_the_same_whatever_its_order_and_what_adds_nothing_is_left_out() -> None:
    one, two = Adapter("a", 0.5), Adapter("b")
    assert adapter_set([two, Adapter("c", 0.0), one]) == adapter_set([one, two]) == (one, two)


SCALES = st.floats(-100, 100)
DUMPS = st.builds(
    Dump,
    st.lists(st.integers(0, 9), max_size=8),
    st.lists(st.tuples(st.binary(min_size=32, max_size=32).map(bytes.hex), SCALES), max_size=3).map(tuple),
    st.binary(max_size=20),
)


@given(DUMPS)
def test_a_dump_is_read_as_it_was_written(dump: Dump) -> None:
    assert parsed(packed(dump), 8, 10) == dump


# -- at once -----------------------------------------------------------------------------------------------


@asynccontextmanager
async def adapted(folder: Path, *, endless: bool = False, **more: Any) -> AsyncIterator[OpenHost]:
    """Open an app whose model has the adapters `one` and `two`."""
    write_model(folder / "random.gguf", context=1 << 20 if endless else 512, ends=not endless)
    for seed, name in enumerate(("one", "two"), 1):
        write_adapter(folder / f"{name}.gguf", seed=seed)
    keys = {"ai_llm_model_path": str(folder), "ai_llm_lora_path": str(folder), "ai_llm_default_model": "random"}
    async with open_host(plugin, settings={**keys, **more}) as app:
        await app.call("ai.llm.model.load", name="random")
        for name in ("one", "two"):
            assert (await app.call("ai.llm.lora.load", model="random", name=name)).data["loaded"]
        yield app


async def completed(app: OpenHost, lora: Any, prompt: str = "Hello there", **more: Any) -> tuple[str, int]:
    """Return the text, and how much of the prompt was there already."""
    asked = {"prompt": prompt, "lora": lora, "temperature": 0, "ignore_eos": True, "max_tokens": 24, **more}
    answer = (await app.client.post(COMPLETIONS, json=asked)).json()
    return answer["choices"][0]["text"], answer["usage"]["prompt_tokens_details"]["cached_tokens"]


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_clients_of_other_adapters_at_once_are_told_what_each_is_told_alone(tmp_path: Path) -> None:
    async with adapted(tmp_path) as app:
        alone = [(await completed(app, lora, cache_prompt=False))[0] for lora in MANNERS]
        assert len(set(alone)) == len(MANNERS)
        together: dict[int, str] = {}

        async def ask(number: int) -> None:
            together[number] = (await completed(app, MANNERS[number], cache_prompt=False))[0]

        async with anyio.create_task_group() as tasks:
            for number in range(len(MANNERS)):
                tasks.start_soon(ask, number)
        assert [together[number] for number in range(len(MANNERS))] == alone


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_none_of_them_waits_for_the_end_of_another(tmp_path: Path) -> None:
    async with adapted(tmp_path, endless=True, ai_llm_context_size=100_000) as app, AsyncExitStack() as stack:
        stack.enter_context(anyio.fail_after(60))
        running = []
        for lora in MANNERS:
            asked = {"prompt": "x", "lora": json.dumps(lora), "max_tokens": 20_000, "stream": True, "ignore_eos": True}
            url = f"{app.host.origin}{COMPLETIONS}?{urlencode(asked)}"
            running.append(await stack.enter_async_context(app.stream(url)))
        for _ in range(3):
            for reply in running:
                assert b'"finish_reason":null' in (await reply.read()).replace(b" ", b"")


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_what_was_read_with_some_is_never_gone_on_from_with_others(tmp_path: Path) -> None:
    prompt = "a beginning that many share"
    async with adapted(tmp_path) as app:
        for lora in MANNERS:
            assert (await completed(app, lora, prompt, max_tokens=1))[1] == 0
            assert (await completed(app, lora, prompt, max_tokens=1))[1] > 9
        assert (await completed(app, MANNERS[3][::-1], prompt, max_tokens=1))[1] > 9


@pytest.mark.anyio
@pytest.mark.usefixtures("process")
async def test_a_dump_goes_back_where_the_same_ones_are_attached(tmp_path: Path) -> None:
    async with adapted(tmp_path) as app:
        one, two = [
            (await app.call("ai.llm.context.create", model="random", size=64, temp=0)).data["id"] for _ in range(2)
        ]
        lora = (await app.call("ai.llm.lora.list")).data[0]["id"]
        asked: dict[str, Any] = {"prompt": "Hello there", "maxTokens": 4}
        await app.call("ai.llm.lora.attach", id=lora, context=one, scale=0.5)
        await app.call("ai.llm.context.generate", id=one, **asked)
        dump = (await app.call("ai.llm.context.dump", id=one)).body
        for scale in (0.0, 1.0):
            await app.call("ai.llm.lora.attach", id=lora, context=two, scale=scale)
            refused = await app.call("ai.llm.context.restore", dump, id=two)
            assert "other LoRA adapters" in refused.err["message"]
        await app.call("ai.llm.lora.attach", id=lora, context=two, scale=0.5)
        assert (await app.call("ai.llm.context.restore", dump, id=two)).data == {}
        told = (await app.call("ai.llm.context.generate", id=two, **asked)).body.decode()
        used = json.loads(told.rstrip().rpartition("data: ")[2])["usage"]
        assert used["cached"] == used["prompt"] - 1
