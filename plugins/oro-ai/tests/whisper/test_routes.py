"""Speech becomes text: by the routes of pages and from Python, with real weights and a real recording."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import pytest
from oro_ai.service import ai_of

from oro_framework.testing.host import OpenHost

pytestmark = pytest.mark.anyio

Speaking = Callable[..., AbstractAsyncContextManager[OpenHost]]
SAID = ("ever tried", "ever failed", "fail again", "fail better")
MODEL = "moonshine-tiny-en"


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
