"""The models of speech of an app. Everything here is called on the loop."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from importlib.util import find_spec

import anyio
from anyio import to_thread

from oro_ai import settings as keys
from oro_ai.errors import NoModel, NotLoaded
from oro_ai.transcript import Segment, Transcript, joined
from oro_ai.whisper.folders import Found, SpeechFolders
from oro_ai.whisper.messages import Heard
from oro_ai.whisper.model import SpeechModel
from oro_framework.errors import TooLarge, Unsupported
from oro_framework.processors import usable_processors
from oro_framework.types import Host

__all__ = ("INSTALL", "Collected", "Speech", "check_engine")

ENGINE = ("sherpa_onnx", "soundfile")
INSTALL = "pip install 'oro-ai[whisper]'"


class Speech:
    """Load and unload models, and transcribe with them.

    Args:
        host: the host, whose settings name the folder of models.
    """

    def __init__(self, host: Host) -> None:
        self._settings = host.settings
        self._power = host.power
        self._models: dict[str, SpeechModel] = {}
        self._loading = anyio.Lock()
        written = host.settings[keys.MODEL_PATH]
        self.folders = SpeechFolders(*([host.root / written] if written else []))

    def __iter__(self) -> Iterator[SpeechModel]:
        return iter(tuple(self._models.values()))

    async def available(self) -> list[Found]:
        """Return the models that can be loaded."""
        return await to_thread.run_sync(lambda: list(self.folders.every()))

    async def load(self, name: str = "", *, kept: bool = True) -> SpeechModel:
        """Load a model, or return it if it is loaded already. If cancelled, its process ends.

        Args:
            name: the name of its folder; empty for the default model, else the only one there is.
            kept: whether it stays in memory until it is unloaded.

        Raises:
            Unsupported: the engine is not installed.
            NoModel: there is no such model.
            CannotLoad: its files cannot be used.
            Crashed: its process cannot be started.
        """
        check_engine()
        name = name or self._settings[keys.SPEECH_MODEL] or await self._only()
        model = self._models.get(name) or await self._loaded(name)
        model.kept = model.kept or kept
        return model

    async def _loaded(self, name: str) -> SpeechModel:
        async with self._loading:
            if (model := self._models.get(name)) is None:
                found = await to_thread.run_sync(self.folders.find, name)
                threads = self._settings[keys.N_THREADS] or max(usable_processors() - 1, 1)
                model = SpeechModel(found, threads, self._settings[keys.PROCESS_MEMORY] << 20)
                await model.ready()
                self._models[name] = model
            return model

    async def begin(self, audio: bytes, model: str = "", language: str = "") -> SpeechModel:
        """Return the loaded model for a request.

        Args:
            audio: the contents of a file: WAV, FLAC, Ogg or MP3.
            model: as for `load`.
            language: its code; empty for the model to find out.

        Raises:
            TooLarge: the audio is over `ai_whisper_max_bytes`.
            Unsupported: the engine is not installed, or the model cannot be told the language.
            OroError: the model cannot be loaded.
        """
        self.check(len(audio))
        loaded = await self.load(model, kept=False)
        loaded.check(language)
        return loaded

    async def hear(self, model: SpeechModel, audio: bytes, language: str) -> AsyncGenerator[Heard, None]:
        """Transcribe a recording, and yield each piece. Closing the iterator ends it with the piece being computed.

        Args:
            model: as `begin` returned it.
            audio: the contents of the file.
            language: its code; empty for the model to find out.

        Raises:
            InvalidArgument: the audio cannot be read.
            TooLarge: it is over `ai_whisper_max_seconds`.
            Crashed: the model's process has ended.
            Closed: the model was unloaded.
        """
        most = self._settings[keys.SPEECH_SECONDS]
        async with (
            self._power.awake(f'Transcribing with model "{model.name}"'),
            aclosing(model.hear(audio, language, most)) as pieces,
        ):
            async for piece in pieces:
                yield piece

    async def transcribe(
        self,
        audio: bytes,
        model: str = "",
        language: str = "",
        progress: Callable[[float, float], object] | None = None,
    ) -> Transcript:
        """Return what is said in a recording; for the arguments and errors see `begin` and `hear`.

        Args:
            audio: the contents of a file.
            model: as for `load`.
            language: its code.
            progress: called with the seconds transcribed, and the seconds of all.

        If cancelled, it ends with the piece being computed.
        """
        loaded = await self.begin(audio, model, language)
        collected = Collected()
        async with aclosing(self.hear(loaded, audio, language)) as pieces:
            async for piece in pieces:
                collected.add(piece)
                if progress is not None:
                    progress(piece.end, piece.duration)
        return collected.transcript(loaded.name, language)

    def check(self, size: int) -> None:
        """Refuse audio of too many bytes.

        Raises:
            TooLarge: it has.
        """
        if size > (most := self._settings[keys.SPEECH_BYTES]):
            raise TooLarge(
                f"Cannot transcribe {size} bytes of audio: {keys.SPEECH_BYTES.key} allows {most}", param="file"
            )

    async def unload(self, name: str) -> None:
        """Unload a model, and end what it transcribes.

        Raises:
            NotLoaded: no model of that name is loaded.
        """
        if (model := self._models.pop(name, None)) is None:
            raise NotLoaded(name)
        await model.close()

    async def unload_idle(self) -> None:
        """Unload models that no request used for `ai_llm_idle_seconds`."""
        since = time.monotonic() - self._settings[keys.IDLE]
        for model in self:
            if not model.users and not model.kept and model.used_at <= since:
                del self._models[model.name]
                await model.close()

    async def close(self) -> None:
        """Unload every model."""
        with anyio.CancelScope(shield=True):
            async with self._loading, anyio.create_task_group() as tasks:
                for model in self:
                    tasks.start_soon(model.close)
                self._models.clear()

    async def _only(self) -> str:
        there = [found.name for found in await self.available()]
        if len(there) == 1:
            return there[0]
        listed = f"there are {', '.join(there)}" if there else "there is none"
        raise NoModel(
            f"Cannot choose a model of speech: {listed}, and {keys.SPEECH_MODEL.key} is not set", param="model"
        )


class Collected:
    """A transcript that comes piece by piece."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self._segments: list[Segment] = []
        self._language = ""
        self._duration = 0.0

    def add(self, piece: Heard) -> None:
        """Take down a piece."""
        self._texts.append(piece.text)
        self._segments.extend(piece.segments)
        self._language = self._language or piece.language
        self._duration = piece.duration

    def transcript(self, model: str, language: str) -> Transcript:
        """Return all of it.

        Args:
            model: the name of the model.
            language: that was asked for.
        """
        return Transcript(joined(self._texts), self._duration, tuple(self._segments), language or self._language, model)


def check_engine() -> None:
    """Refuse where the engine is not installed.

    Raises:
        Unsupported: it is not.
    """
    if missing := [name for name in ENGINE if find_spec(name) is None]:
        names = " and ".join(missing)
        raise Unsupported(
            f"Cannot turn speech into text: {names} {'is' if len(missing) == 1 else 'are'} not installed; {INSTALL}"
        )
