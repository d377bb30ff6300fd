"""The routes `ai.whisper.*`: turn speech into text."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import TYPE_CHECKING, Any, TypedDict

from msgspec import to_builtins

from oro_ai.errors import NotLoaded
from oro_ai.models.app_models import AppModels
from oro_framework.errors import OroError
from oro_framework.parameters import Word
from oro_framework.service import route
from oro_framework.types import Call, EventStream, ServerEvent

if TYPE_CHECKING:
    from oro_ai.whisper.model import SpeechModel

__all__ = ("SpeechAvailable", "SpeechInfo", "WhisperRoutes")

MAX_BODY = 512 << 20


class SpeechInfo(TypedDict):
    """A model of speech."""

    name: str
    kind: str
    """Such as `Whisper` or `Moonshine`."""
    times: bool
    """True if its transcripts have the times of sentences."""
    loaded: bool


class SpeechAvailable(TypedDict):
    """The engine and the models that are available for loading."""

    engine: str | None
    """The version of sherpa-onnx; None where it is not installed."""
    models: list[SpeechInfo]


class WhisperRoutes:
    """Load models of speech, and transcribe."""

    def __init__(self, models: AppModels) -> None:
        self._models = models

    @route("ai.whisper.load", permission="ai", deadline=0)
    async def load_speech(self, call: Call, *, name: str = "") -> SpeechInfo:
        """Load a model, or return it if it is loaded already.

        Args:
            call: the call.
            name: a folder in the folder of models; when left out the default model, else the only one there is.

        Raises:
            Unsupported: the engine is not installed.
            NoModel: there is no such folder.
            CannotLoad: its files cannot be used; the message says why.
        """
        return _described(await self._models.speech.load(name))

    @route("ai.whisper.unload", permission="ai")
    async def unload_speech(self, call: Call, *, name: Word) -> dict[str, Any]:
        """End what a model transcribes, and free its memory.

        Raises:
            NotLoaded: no model of that name is loaded.
        """
        if not self._models.speaks:
            raise NotLoaded(name)
        await self._models.speech.unload(name)
        return {}

    @route("ai.whisper.available", permission="ai")
    async def available_speech(self, call: Call) -> SpeechAvailable:
        """Return the models that can be loaded by name, and the version of the engine if it is installed."""
        speech = self._models.speech
        loaded = {model.name for model in speech}
        models = [
            SpeechInfo(name=one.name, kind=one.kind.title, times=one.kind.times, loaded=one.name in loaded)
            for one in await speech.available()
        ]
        return SpeechAvailable(engine=_engine(), models=models)

    @route("ai.whisper.transcribe", permission="ai", deadline=0, max_body=MAX_BODY)
    async def transcribe(self, call: Call, *, model: str = "", language: str = "") -> EventStream:
        """Transcribe the body, a file of WAV, FLAC, Ogg or MP3, and answer with server-sent events: for each piece
        `{text, end, duration, segments}`, at last `{transcript}` or `{err}`. If cancelled, it ends with the piece that
        is being computed.

        Args:
            call: the call.
            model: as `name` of `ai.whisper.load`; it is loaded unless it is.
            language: the code of the language, for models that are told; the model finds out when left out.

        Raises:
            TooLarge: the body is over `ai_whisper_max_bytes`.
            Unsupported: the engine is not installed, or the model cannot be told the language.
            NoModel: there is no such model.
            CannotLoad: the model cannot be used.
        """
        loaded = await self._models.speech.begin(call.body, model, language)
        return EventStream(self._heard(loaded, call.body, language))

    async def _heard(self, model: SpeechModel, audio: bytes, language: str) -> AsyncIterator[ServerEvent]:
        from oro_ai.whisper.speech import Collected  # not with the app's start

        collected, speech = Collected(), self._models.speech
        try:
            with self._models.traffic.admitted("ai.whisper.transcribe"):
                async with aclosing(speech.hear(model, audio, language)) as pieces:
                    async for piece in pieces:
                        collected.add(piece)
                        told = {"text": piece.text, "end": piece.end, "duration": piece.duration}
                        yield _event({**told, "segments": to_builtins(piece.segments)})
        except OroError as error:
            yield _event({"err": error.as_err()})
        else:
            yield _event({"transcript": to_builtins(collected.transcript(model.name, language))})


def _event(told: dict[str, Any]) -> ServerEvent:
    return ServerEvent(json.dumps(told, ensure_ascii=False))


def _engine() -> str | None:
    from importlib.metadata import PackageNotFoundError, version  # no start of an app asks for it

    try:
        return version("sherpa-onnx")
    except PackageNotFoundError:
        return None


def _described(model: SpeechModel) -> SpeechInfo:
    return SpeechInfo(name=model.name, kind=model.kind.title, times=model.kind.times, loaded=not model.leaving)
