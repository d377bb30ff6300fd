"""Recordings of minutes, cancelled ones, damaged models, and processes that end: the app goes on."""

from __future__ import annotations

import io
import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import psutil
import pytest
import soundfile
from oro_ai.errors import Crashed
from oro_ai.out_of_process.backoff import Backoff
from oro_ai.service import ai_of
from oro_ai.whisper.model import SpeechModel

from oro_framework.errors import Closed, InvalidArgument, OroError
from oro_framework.testing.host import OpenHost
from oro_framework.testing.waiting import until

pytestmark = pytest.mark.anyio

Speaking = Callable[..., AbstractAsyncContextManager[OpenHost]]
MODEL = "moonshine-tiny-en"
SWAPPED = ("decoder_model_merged.onnx", "encoder_model.onnx")
ALL = ("flac", "ogg", "mp3")
WINDOWS = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals that end a process")


def speech_model(app: OpenHost) -> SpeechModel:
    """Return the model that is loaded."""
    (model,) = ai_of(app.host).models.speech
    return model


def file_of(samples: Any, rate: int, kind: str = "wav") -> bytes:
    """Return samples as a file."""
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind)
    return file.getvalue()


@pytest.fixture(scope="session")
def samples(audio: bytes) -> Any:
    """Give the samples of the recording, 16000 a second."""
    return soundfile.read(io.BytesIO(audio), dtype="float32")[0]


@pytest.fixture(scope="session")
def minutes(samples: Any) -> bytes:
    """Give the recording twelve times over: two minutes."""
    return file_of(np.tile(samples, 12), 16000)


async def test_minutes_are_transcribed_in_pieces(speaking: Speaking, minutes: bytes) -> None:
    told = list[tuple[float, float]]()
    async with speaking() as app:
        found = await ai_of(app.host).transcribe(minutes, progress=lambda done, all: told.append((done, all)))
    assert found.text.lower().count("ever failed") >= 10
    assert 5 <= len(told) <= 8
    assert told[-1][0] == told[-1][1] == pytest.approx(119.56, abs=0.01)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


async def test_files_of_every_kind_and_samples_are_heard(speaking: Speaking, samples: Any) -> None:
    stereo = np.stack([samples, samples * 0.5], axis=1)
    louder = np.repeat(samples, 3) * 1.5
    async with speaking() as app:
        ai = ai_of(app.host)
        for kind in ALL:
            assert "fail better" in (await ai.transcribe(file_of(stereo, 16000, kind))).text.lower(), kind
        assert "fail better" in (await ai.transcribe(louder, rate=48000, model=MODEL, language="en")).text.lower()
        for quiet in (np.zeros(0), np.zeros(10), np.zeros(50_000), [0.0] * 16000):
            assert (await ai.transcribe(quiet, rate=16000)).text == ""
        short = await ai.transcribe(samples[:800], rate=16000)
        assert short.duration == 0.05
        odd = np.full(16000, np.nan, np.float32)
        assert (await ai.transcribe(odd, rate=16000)).text == ""
        with pytest.raises(InvalidArgument, match="2 dimensions"):
            await ai.transcribe(stereo, rate=16000)
        with pytest.raises(InvalidArgument, match="expected rate"):
            await ai.transcribe(samples)
        with pytest.raises(InvalidArgument, match="5 samples per second"):
            await ai.transcribe(samples, rate=5)
        with pytest.raises(InvalidArgument, match="a file has its own"):
            await ai.transcribe(b"RIFF", rate=5)


async def test_a_thread_waits_for_it(speaking: Speaking, recording: Path) -> None:
    async with speaking() as app:
        blocking = ai_of(app.host).blocking
        found = await anyio.to_thread.run_sync(lambda: blocking.transcribe(recording))
    assert "fail better" in found.text.lower()


@WINDOWS
async def test_a_process_that_is_killed_amid_work_fails_that_work_and_the_next_is_done(
    speaking: Speaking, minutes: bytes, audio: bytes
) -> None:
    async with speaking() as app:
        ai = ai_of(app.host)
        pids = list[int]()

        def kill(done: float, all: float) -> None:
            process = speech_model(app).process
            assert process is not None
            pids.append(process.process.pid)
            os.kill(process.process.pid, signal.SIGKILL)

        with pytest.raises(Crashed, match="ended with SIGKILL: it was killed, as systems do"):
            await ai.transcribe(minutes, progress=kill)
        assert "fail better" in (await ai.transcribe(audio)).text.lower()
        process = speech_model(app).process
        assert process is not None
        assert process.process.pid not in pids


@WINDOWS
async def test_a_page_is_told_of_a_process_that_ended(speaking: Speaking, minutes: bytes) -> None:
    async with speaking() as app:
        await app.call("ai.whisper.load", name=MODEL)
        process = speech_model(app).process
        assert process is not None
        bodies = list[bytes]()

        async def ask() -> None:
            bodies.append((await app.call("ai.whisper.transcribe", minutes, model=MODEL)).body)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            await until(lambda: speech_model(app).users)
            os.kill(process.process.pid, signal.SIGSEGV)
        last = json.loads(bodies[0].decode().rstrip().rpartition("data: ")[2])
        assert last["err"]["code"] == "ERR_MODEL_CRASHED"


@WINDOWS
async def test_one_that_ends_again_and_again_is_started_after_a_pause(
    speaking: Speaking, audio: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr("oro_ai.whisper.model.Backoff", lambda: Backoff(lambda: clock[0]))
    async with speaking() as app:
        ai = ai_of(app.host)
        for _ in range(2):
            await ai.transcribe(audio)
            process = speech_model(app).process
            assert process is not None
            process.process.kill()
            await process.process.wait()
        with pytest.raises(Crashed, match="again and again"):
            await ai.transcribe(audio)
        clock[0] = 1.0
        await ai.transcribe(audio)


async def test_cancelling_ends_the_work_and_the_model_stays(speaking: Speaking, minutes: bytes, audio: bytes) -> None:
    async with speaking() as app:
        ai = ai_of(app.host)
        told = list[float]()
        with anyio.CancelScope() as scope:

            def leave(done: float, all: float) -> None:
                told.append(done)
                scope.cancel()

            await ai.transcribe(minutes, progress=leave)
        assert scope.cancelled_caught
        assert len(told) == 1
        process = speech_model(app).process
        assert "fail better" in (await ai.transcribe(audio)).text.lower()
        assert speech_model(app).process is process
        assert len(told) == 1


async def test_unloading_ends_the_work(speaking: Speaking, minutes: bytes) -> None:
    async with speaking() as app:
        ai = ai_of(app.host)
        assert "whisper" not in ai.diagnostics()
        await app.call("ai.whisper.load")
        assert ai.diagnostics()["whisper"] == {"model": [MODEL]}
        async with anyio.create_task_group() as tasks:

            def unload(done: float, all: float) -> None:
                tasks.start_soon(ai.models.speech.unload, MODEL)

            with pytest.raises(Closed, match="was unloaded"):
                await ai.transcribe(minutes, progress=unload)
        refused = await app.call("ai.whisper.unload", name=MODEL)
        assert refused.err["type"] == "NotFoundError"


async def test_idle_models_leave_and_kept_ones_stay(speaking: Speaking, audio: bytes) -> None:
    async with speaking(ai_llm_idle_seconds=1) as app:
        ai = ai_of(app.host)
        await ai.transcribe(audio)
        process = speech_model(app).process
        assert process is not None
        await until(lambda: process.ended)
        assert not list(ai.models.speech)
        await app.call("ai.whisper.load")
        model = speech_model(app)
        model.used_at -= 100
        await ai.models.speech.unload_idle()
        assert speech_model(app) is model


async def test_the_process_goes_with_the_app(speaking: Speaking) -> None:
    async with speaking() as app:
        await app.call("ai.whisper.load")
        process = speech_model(app).process
        assert process is not None
        child = psutil.Process(process.process.pid)
        assert child.is_running()
    assert process.process.returncode == 0


@pytest.mark.parametrize("part", ["encoder_model.onnx", "decoder_model_merged.onnx", "tokens.txt"])
async def test_a_damaged_model_is_no_end_of_the_app(
    speaking: Speaking, speech_models: Path, tmp_path: Path, part: str
) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    await anyio.to_thread.run_sync(_damage, speech_models / MODEL, damaged, part)
    async with speaking(ai_llm_model_path=str(tmp_path)) as app:
        refused = await app.call("ai.whisper.load", name="damaged")
        assert refused.err["code"] == "ERR_MODEL_LOAD"
        assert 'Failed to load model "damaged": sherpa-onnx ' in refused.err["message"]
        assert not list(ai_of(app.host).models.speech)


async def test_a_model_that_loads_and_cannot_compute_is_none_either(
    speaking: Speaking, speech_models: Path, tmp_path: Path, audio: bytes
) -> None:
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    await anyio.to_thread.run_sync(_damage, speech_models / MODEL, damaged, *SWAPPED)
    async with speaking(ai_llm_model_path=str(tmp_path)) as app:
        for _ in range(2):
            with pytest.raises(OroError, match=r"Cannot (go on computing|compute): "):
                await ai_of(app.host).transcribe(audio)


def _damage(whole: Path, damaged: Path, part: str, other: str = "") -> None:
    for path in whole.iterdir():
        if path.name != part or other:
            (damaged / path.name).symlink_to(whole / other if path.name == part else path)
        else:
            (damaged / part).write_bytes(b"no model" * 10)


async def test_memory_it_may_not_have_is_no_end_of_the_app(speaking: Speaking) -> None:
    async with speaking(ai_process_memory=64) as app:
        refused = await app.call("ai.whisper.load")
        assert refused.err["code"] in ("ERR_MODEL_LOAD", "ERR_MODEL_CRASHED")


async def test_without_the_engine_it_is_said_how_to_get_it(
    speaking: Speaking, audio: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("oro_ai.whisper.speech.find_spec", lambda name: None)
    async with speaking() as app:
        refused = await app.call("ai.whisper.load")
        assert "pip install 'oro-ai[whisper]'" in refused.err["message"]
