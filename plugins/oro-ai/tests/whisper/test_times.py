"""What models that tell times give OpenAI's client: `verbose_json` and subtitles. The process is a stand-in here."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

import openai
import pytest
from oro_ai import plugin
from oro_ai.transcript import Segment
from oro_ai.whisper.messages import Heard, Open
from oro_ai.whisper.process import SpeechProcess

from oro_framework.testing.host import open_host

pytestmark = pytest.mark.anyio

MODEL = "sherpa-onnx-whisper-tiny.en"
FILES = ("tiny.en-encoder.int8.onnx", "tiny.en-decoder.int8.onnx", "tiny.en-tokens.txt")
PIECES = (
    ("Ever tried. Ever failed.", (Segment(0.5, 1.75, "Ever tried."), Segment(2.0, 3.25, "Ever failed."))),
    ("No matter.", (Segment(20.0, 21.5, "No matter."),)),
)
TEXT = "Ever tried. Ever failed. No matter."


class StandIn:
    """Tells two pieces of whatever it hears."""

    ended = False

    async def hear(self, audio: bytes, language: str, most: int) -> AsyncGenerator[Heard, None]:
        for number, (text, segments) in enumerate(PIECES, 1):
            yield Heard(1, number * 11.2, 22.4, text, segments, "en")

    async def close(self) -> None:
        pass


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with the names of a Whisper model's files."""

    async def start(name: str, order: Open, memory: int) -> StandIn:
        assert (name, order.kind) == (MODEL, "whisper")
        return StandIn()

    (tmp_path / MODEL).mkdir()
    for name in FILES:
        (tmp_path / MODEL / name).touch()
    monkeypatch.setattr(SpeechProcess, "start", start)
    return tmp_path


async def asked(folder: Path, **wish: Any) -> Any:
    """Return what the client gets."""
    async with open_host(plugin, settings={"ai_llm_model_path": str(folder)}) as app:
        base = f"{app.host.origin}/ai/llama/v1"
        client = openai.AsyncOpenAI(base_url=base, api_key="none", http_client=app.client, max_retries=0)  # type: ignore[arg-type]
        return await client.audio.transcriptions.create(file=("talk.wav", b"RIFF"), model=MODEL, **wish)


@pytest.mark.parametrize("more", [{}, {"timestamp_granularities": ["segment"]}, {"language": "en"}])
async def test_the_client_is_told_when_each_sentence_was_said(folder: Path, more: dict[str, Any]) -> None:
    found = await asked(folder, response_format="verbose_json", **more)
    assert (found.text, found.language, found.duration) == (TEXT, "en", 22.4)
    assert found.usage.to_dict() == {"type": "duration", "seconds": 23}
    assert [(one.id, one.start, one.end, one.text) for one in found.segments] == [
        (0, 0.5, 1.75, "Ever tried."),
        (1, 2.0, 3.25, "Ever failed."),
        (2, 20.0, 21.5, "No matter."),
    ]
    for segment in found.segments:
        told = segment.to_dict()
        assert set(type(segment).model_fields) <= set(told), "clients want every field"
        type(segment).model_validate(told, strict=True)


async def test_the_client_gets_subtitles_and_plain_text(folder: Path) -> None:
    assert await asked(folder, response_format="text") == TEXT + "\n"
    assert await asked(folder, response_format="srt") == (
        "1\n00:00:00,500 --> 00:00:01,750\nEver tried.\n\n"
        "2\n00:00:02,000 --> 00:00:03,250\nEver failed.\n\n"
        "3\n00:00:20,000 --> 00:00:21,500\nNo matter.\n\n"
    )
    assert (await asked(folder, response_format="vtt")).startswith(
        "WEBVTT\n\n00:00:00.500 --> 00:00:01.750\nEver tried.\n\n00:00:02.000 -->"
    )


async def test_times_of_words_are_refused_by_name(folder: Path) -> None:
    with pytest.raises(openai.APIStatusError, match="when each word was said") as caught:
        await asked(folder, response_format="verbose_json", timestamp_granularities=["word", "segment"])
    assert caught.value.status_code == 501
