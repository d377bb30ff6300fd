"""Speech becomes text: by the routes of pages and from Python, with real weights and a real recording."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from oro_ai import plugin
from oro_ai.service import ai_of

from oro_framework import hookimpl
from oro_framework.testing.host import OpenHost, open_host

pytestmark = pytest.mark.anyio

Speaking = Callable[..., AbstractAsyncContextManager[OpenHost]]
SAID = ("ever tried", "ever failed", "fail again", "fail better")
MODEL = "moonshine-tiny-en"
HOW_TO = (Path(__file__).resolve().parents[4] / "docs" / "how-to" / "turn-speech-into-text.md").read_text("utf-8")


async def heard(app: OpenHost, audio: bytes, **params: Any) -> list[dict[str, Any]]:
    """Return the events of a transcription."""
    body = (await app.call("ai.whisper.transcribe", audio, **params)).body.decode()
    return [json.loads(line.removeprefix("data: ")) for line in body.splitlines() if line.startswith("data: ")]


def is_beckett(text: str) -> bool:
    return all(words in text.lower() for words in SAID)


async def test_a_recording_becomes_text(speaking: Speaking, audio: bytes) -> None:
    async with speaking() as app:
        available = (await app.call("ai.whisper.available")).data
        assert available["engine"]
        info = {"name": MODEL, "kind": "Moonshine", "times": False}
        assert available["models"] == [{**info, "loaded": False}]
        assert (await app.call("ai.whisper.load", name=MODEL)).data == {**info, "loaded": True}
        *pieces, last = await heard(app, audio)
        assert len(pieces) == 1
        assert is_beckett(last["transcript"]["text"])
        assert last["transcript"]["duration"] == pytest.approx(10, abs=0.5)
        assert last["transcript"]["model"] == MODEL


async def test_python_asks_the_same(speaking: Speaking, recording: Path) -> None:
    async with speaking() as app:
        told = list[tuple[float, float]]()
        found = await ai_of(app.host).transcribe(recording, progress=lambda done, all: told.append((done, all)))
        assert is_beckett(found.text)
        assert told == [(found.duration, found.duration)]


async def test_the_service_of_the_how_to_page_writes_what_was_said(
    speech_models: Path, recording: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source,) = re.findall(r"^```py\n(.*?)^```$", HOW_TO, re.MULTILINE | re.DOTALL)
    made: dict[str, Any] = {"__name__": "minutes"}
    exec(compile(source, "minutes.py", "exec", dont_inherit=True), made)
    (tmp_path / "meeting.flac").symlink_to(recording)
    monkeypatch.chdir(tmp_path)

    class Minutes:
        @staticmethod
        @hookimpl
        def oro_services() -> list[type[Any]]:
            return [made["Minutes"]]

    async with open_host(plugin, Minutes(), settings={"ai_llm_model_path": str(speech_models)}) as app:
        assert is_beckett((await app.call("minutes.write")).data)
