"""OpenAI's own client for Python, unchanged, asks `v1/audio/transcriptions`."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import openai
import pytest

from oro_framework.testing.host import OpenHost

pytestmark = pytest.mark.anyio

Speaking = Callable[..., AbstractAsyncContextManager[OpenHost]]
MODEL = "moonshine-tiny-en"
URL = "/ai/llama/v1/audio/transcriptions"


@asynccontextmanager
async def connected(speaking: Speaking, **more: Any) -> AsyncIterator[openai.AsyncOpenAI]:
    async with speaking(**more) as app:
        base = f"{app.host.origin}/ai/llama/v1"
        yield openai.AsyncOpenAI(base_url=base, api_key="none", http_client=app.client, max_retries=0)  # type: ignore[arg-type]


async def test_the_client_gets_what_was_said(speaking: Speaking, audio: bytes) -> None:
    async with connected(speaking) as client:
        asked = client.audio.transcriptions
        found = await asked.create(file=("beckett.wav", audio), model=MODEL)
        assert "fail again, fail better" in found.text.lower()
        told = await asked.create(file=io.BytesIO(audio), model=MODEL, response_format="text", language="en")
        assert str(told).strip() == found.text
        assert found.usage is not None
        assert found.usage.to_dict() == {"type": "duration", "seconds": 10}


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ({"response_format": "srt"}, 'Cannot answer with "srt"'),
        ({"response_format": "verbose_json"}, "does not say when"),
        ({"response_format": "diarized_json"}, 'Cannot use "response_format"'),
        ({"stream": True}, "Cannot stream a transcript"),
        ({"prompt": "names"}, 'Cannot use "prompt"'),
        ({"temperature": 0.5}, 'Cannot use "temperature"'),
        ({"language": "de"}, 'Cannot expect language "de"'),
        ({"timestamp_granularities": ["word"]}, "when each word was said"),
        ({"extra_body": {"hotwords": "x"}}, '"v1/audio/transcriptions" has no such parameter'),
    ],
)
async def test_what_is_not_done_is_refused_by_name(
    speaking: Speaking, audio: bytes, wish: dict[str, Any], says: str
) -> None:
    async with connected(speaking) as client:
        with pytest.raises(openai.APIStatusError, match=says) as caught:
            await client.audio.transcriptions.create(**{"file": audio, "model": MODEL, **wish})
        assert caught.value.status_code in (400, 501)
        assert isinstance(caught.value.body, dict)
        assert caught.value.body["param"] == next(iter(wish.get("extra_body", wish)))


async def test_limits_name_what_they_allow(speaking: Speaking, audio: bytes) -> None:
    async with connected(speaking, ai_whisper_max_seconds=5) as client:
        with pytest.raises(openai.APIStatusError, match="ai_whisper_max_seconds allows 5 s") as caught:
            await client.audio.transcriptions.create(file=audio, model=MODEL)
        assert caught.value.status_code == 413
        assert "10.0 s of audio" in caught.value.message
    async with connected(speaking, ai_whisper_max_bytes=1000) as client:
        with pytest.raises(openai.APIStatusError) as caught:
            await client.audio.transcriptions.create(file=audio, model=MODEL)
        assert caught.value.status_code == 413
        with pytest.raises(openai.APIStatusError, match="2000 bytes of audio: ai_whisper_max_bytes allows 1000"):
            await client.audio.transcriptions.create(file=bytes(2000), model=MODEL)


async def test_what_is_no_form_and_no_model_says_so(speaking: Speaking, audio: bytes) -> None:
    async with speaking() as app:
        plain = await app.client.post(URL, json={"file": "x", "model": MODEL})
        assert "expected a form" in plain.json()["error"]["message"]
        texts = await app.client.post(URL, data={"model": MODEL}, files={"other": b"x"})
        assert texts.status_code == 400
        missing = await app.client.post(URL, data={"model": MODEL}, files={"model2": (None, b"x")})
        assert missing.status_code == 400
        no_file = await app.client.post(URL, files={"model": (None, MODEL), "file": (None, "x")})
        assert no_file.json()["error"]["message"] == 'Cannot transcribe: "file" is no file'
        unknown = await app.client.post(URL, data={"model": "whisper-1"}, files={"file": audio})
        assert unknown.status_code == 404
        assert 'model of speech "whisper-1"' in unknown.json()["error"]["message"]
        text = await app.client.post(URL, data={"model": MODEL}, files={"file": b"no audio at all"})
        assert text.status_code == 400
        assert "expected WAV, FLAC, Ogg or MP3" in text.json()["error"]["message"]


async def test_models_elsewhere_do_not_transcribe(speaking: Speaking, audio: bytes) -> None:
    upstream = {"ai_upstreams_work_url": "http://127.0.0.1:9/v1", "ai_upstreams_work_models": ["whisper-1"]}
    async with connected(speaking, **upstream) as client:
        with pytest.raises(openai.APIStatusError, match='with a model of upstream "work"') as caught:
            await client.audio.transcriptions.create(file=audio, model="whisper-1")
        assert caught.value.status_code == 501
        assert "fail better" in (await client.audio.transcriptions.create(file=audio, model=MODEL)).text.lower()
