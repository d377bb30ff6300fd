"""Slots are saved in files of the app's, and restored; models without the tokens for it do not fill in."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from oro_ai.testing import write_model

from oro_framework.testing.host import OpenHost

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("process")]
Serving = Callable[..., AbstractAsyncContextManager[OpenHost]]

PROMPT = "a prompt that is long enough to be worth it"
ASKED = {"prompt": PROMPT, "max_tokens": 4, "temperature": 0}


def files(folder: Path, pattern: str) -> list[Path]:
    return list(folder.rglob(pattern))


async def post(app: OpenHost, endpoint: str, body: Any, status: int = 200) -> Any:
    answer = await app.client.post(f"/ai/llama/{endpoint}", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


async def test_a_slot_is_saved_emptied_and_restored_by_another_run(
    serving: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    async with serving() as app:
        first = await post(app, "v1/completions", ASKED)
        saved = await post(app, "slots/0?action=save", {"filename": "talk.bin"})
        assert saved["n_saved"] >= first["usage"]["prompt_tokens"]
        assert (await post(app, "slots/0?action=erase", {}))["n_erased"] == saved["n_saved"]
    assert [path.name for path in files(tmp_path, "*.bin")] == ["talk.bin"]
    async with serving() as app:
        restored = await post(app, "slots/2?action=restore", {"filename": "talk.bin"})
        assert restored["n_restored"] == saved["n_saved"]
        again = await post(app, "v1/completions", ASKED)
        assert again["usage"]["prompt_tokens_details"]["cached_tokens"] == first["usage"]["prompt_tokens"] - 1
        assert again["choices"][0]["text"] == first["choices"][0]["text"]


async def test_files_and_slots_that_are_none(
    serving: Serving, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    write_model(models / "other.gguf", seed=2, words=("<more>",))
    async with serving() as app:
        for name in ("../x", "/etc/passwd", "", ".hidden", "a/b", None, "x" * 200):
            error = await post(app, "slots/0?action=save", {"filename": name}, 400)
            assert error["error"]["param"] == "filename"
        assert not files(tmp_path, "*.*")
        await post(app, "slots/0?action=restore", {"filename": "never.bin"}, 404)
        await post(app, "slots/4?action=save", {"filename": "x.bin"}, 404)
        await post(app, "slots/x?action=save", {"filename": "x.bin"}, 404)
        await post(app, "slots/0?action=copy", {"filename": "x.bin"}, 400)
        await post(app, "v1/completions", ASKED)
        await post(app, "slots/0?action=save", {"filename": "x.bin"})
        (path,) = files(tmp_path, "x.bin")
        path.write_bytes(path.read_bytes()[:-40])
        await post(app, "slots/1?action=restore", {"filename": "x.bin"}, 400)
        path.write_bytes(b"nonsense")
        await post(app, "slots/1?action=restore", {"filename": "x.bin"}, 400)
        assert (await post(app, "v1/completions", ASKED))["choices"]


async def test_only_models_with_the_tokens_for_it_fill_in(serving: Serving, models: Path) -> None:
    write_model(models / "fills.gguf", words=("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"))
    asked = {"input_prefix": "def f():\n", "input_suffix": "return x", "n_predict": 4}
    async with serving() as app:
        error = (await post(app, "infill", asked, 400))["error"]
        assert (error["param"], "random.gguf" in error["message"]) == ("suffix", True)
        await post(app, "v1/completions", {"prompt": "x", "suffix": "y"}, 400)
        found = await post(app, "infill", {**asked, "model": "fills", "input_extra": [{"text": "x = 1"}]})
        assert (found["tokens_predicted"], found["stop_type"]) in ((4, "limit"), (found["tokens_predicted"], "eos"))
        told = (await app.client.post("/ai/llama/infill", json={**asked, "model": "fills", "stream": True})).text
        assert '"stop":true' in told


async def test_a_prompt_is_scored_in_both_processes_with_others_beside_it(serving: Serving) -> None:
    scoring = {"prompt": [PROMPT, "another one"], "max_tokens": 0, "echo": True, "logprobs": 2}
    async with serving(ai_llm_context_n_batch=8) as app:
        small = (await post(app, "v1/completions", scoring))["choices"]
    async with serving() as app:
        whole = (await post(app, "v1/completions", scoring))["choices"]
        for one, other in zip(small, whole, strict=True):
            assert one["text"] == other["text"]
            assert one["logprobs"]["tokens"] == other["logprobs"]["tokens"]
            likely = one["logprobs"]["token_logprobs"], other["logprobs"]["token_logprobs"]
            assert likely[0][1:] == pytest.approx(likely[1][1:], abs=0.02)
            assert {len(part) for part in one["logprobs"].values()} == {len(one["logprobs"]["tokens"])}
        tokens = (await post(app, "tokenize", {"content": PROMPT, "add_special": True}))["tokens"]
        by_tokens = (await post(app, "v1/completions", {**scoring, "prompt": tokens}))["choices"][0]["logprobs"]
        assert by_tokens["token_logprobs"][0] is None
        assert (await post(app, "v1/completions", {**scoring, "echo": False}, 400))["error"]["param"] == "max_tokens"
        streamed = await app.client.post("/ai/llama/v1/completions", json={**scoring, "stream": True})
        assert streamed.text.count('"token_logprobs":[') >= 2
