"""The service that answers `ai.*`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Unpack

import trio

from oro_ai import settings as keys
from oro_ai.models.app_models import AppModels
from oro_ai.routes.chat_routes import ChatRoutes
from oro_ai.routes.context_routes import ContextRoutes
from oro_ai.routes.lora_routes import LoRARoutes
from oro_ai.routes.model_routes import ModelRoutes
from oro_ai.routes.whisper_routes import WhisperRoutes
from oro_framework.errors import Closed, PluginUnavailable
from oro_framework.service import Service, load
from oro_framework.types import Host, Window

if TYPE_CHECKING:
    from oro_ai.python.answer import Answer, Messages, Options
    from oro_ai.python.blocking import Blocking
    from oro_ai.python.home import Home
    from oro_ai.python.recording import Recording
    from oro_ai.python.stream import AnswerStream
    from oro_ai.transcript import Transcript

__all__ = ("AI", "ai_of", "models_of")

LOOKS = 8
"""How often idle models are looked for within the time after which they leave memory."""


class AI(Service):
    """Language models: for pages by `ai.*` and the endpoints at `ai_llm_server_prefix`, for Python by its methods."""

    name = "ai"

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.models = AppModels(host)
        self.models.upstreams  # noqa: B018 - a table that is wrong is told of at the start
        self._nursery: trio.Nursery | None = None
        self.parts = (
            ModelRoutes(self.models),
            ContextRoutes(self.models),
            ChatRoutes(host, self.models),
            LoRARoutes(self.models),
            WhisperRoutes(self.models),
        )

    @asynccontextmanager
    async def lifespan(self) -> AsyncIterator[None]:
        """Load nothing at the start; at the end, unload every model."""
        try:
            async with trio.open_nursery() as nursery:
                self._nursery = nursery
                self._token = trio.lowlevel.current_trio_token()
                if self.models.settings[keys.IDLE]:
                    nursery.start_soon(self._unload_idle)
                yield
                nursery.cancel_scope.cancel()
        finally:
            self._nursery = None
            if self.models.used:
                await self.models.library.close()
            if self.models.speaks:
                await self.models.speech.close()
            if self.models.upstreams is not None:
                await self.models.upstreams.close()

    async def _unload_idle(self) -> None:
        while True:
            await trio.sleep(self.models.settings[keys.IDLE] / LOOKS)
            if self.models.used:
                await self.models.library.unload_idle()
            if self.models.speaks:
                await self.models.speech.unload_idle()

    # -- for Python ----------------------------------------------------------------------------------

    def stream(self, messages: Messages, *, model: str = "", **options: Unpack[Options]) -> AnswerStream:
        """Return the answer to a conversation as it comes, to iterate over; leaving the loop ends the generation.

        Args:
            messages: the conversation, or what a user says.
            model: as in requests to the endpoints; empty for the default model.
            options: how tokens are chosen, and what the answer may be.

        Iterating raises:
            OroError: the request is refused, or the generation failed; that of an upstream names it.
        """
        from oro_ai.python.asking import chat_params
        from oro_ai.python.stream import AnswerStream

        params = chat_params(messages, model, options) | {"stream": True, "stream_options": {"include_usage": True}}
        home = self._running()
        return AnswerStream(lambda: self._pieces("v1/chat/completions", params), home.run, home.soon)

    async def chat(self, messages: Messages, *, model: str = "", **options: Unpack[Options]) -> Answer:
        """Return the whole answer to a conversation; for the arguments see `stream`.

        Raises:
            OroError: the request is refused, or the generation failed.
        If cancelled, the generation ends.
        """
        from oro_ai.python.asking import chat_params
        from oro_ai.python.reading import answer_of

        return answer_of(await self._whole("v1/chat/completions", chat_params(messages, model, options)))

    async def complete(self, prompt: str, *, model: str = "", **options: Unpack[Options]) -> Answer:
        """Return what follows on a text; for the arguments see `stream`.

        Raises:
            OroError: the request is refused, or the generation failed.
        If cancelled, the generation ends.
        """
        from oro_ai.python.asking import with_options
        from oro_ai.python.reading import answer_of

        return answer_of(await self._whole("v1/completions", with_options({"prompt": prompt}, model, options)))

    async def embed(
        self, texts: str | Sequence[str], *, model: str = "", dimensions: int | None = None
    ) -> list[list[float]]:
        """Return a vector for each text.

        Args:
            texts: one or several.
            model: as for `stream`.
            dimensions: the number of numbers in each; the model's own when None.

        Raises:
            OroError: the request is refused.
        If cancelled, what is left is not computed.
        """
        from oro_ai.python.asking import with_options
        from oro_ai.python.reading import vectors_of

        given: dict[str, Any] = {"input": texts if isinstance(texts, str) else list(texts)}
        more = {"more": {} if dimensions is None else {"dimensions": dimensions}}
        return vectors_of(await self._whole("v1/embeddings", with_options(given, model, more)))

    async def transcribe(
        self,
        audio: Recording,
        *,
        rate: int = 0,
        model: str = "",
        language: str = "",
        progress: Callable[[float, float], object] | None = None,
    ) -> Transcript:
        """Return what is said in a recording.

        Args:
            audio: a file of WAV, FLAC, Ogg or MP3, its contents, or samples of one channel from -1 to 1.
            rate: samples per second, where `audio` is samples.
            model: the name of its folder; empty for the default model, else the only one there is.
            language: the code of the language, for models that are told; empty for the model to find out.
            progress: called on the host's loop with the seconds transcribed, and the seconds of all.

        Raises:
            OSError: the file cannot be read.
            OroError: the audio is too long or cannot be read, or the model cannot be used.
        If cancelled, it ends with the piece being computed.
        """
        return await self._running().run(partial(self._transcribed, audio, rate, model, language, progress))

    async def _transcribed(
        self, audio: Recording, rate: int, model: str, language: str, progress: Callable[[float, float], object] | None
    ) -> Transcript:
        from oro_ai.python.recording import contents

        speech = self.models.speech
        data = await contents(audio, rate, speech.check)
        with self.models.traffic.admitted("v1/audio/transcriptions"):
            return await speech.transcribe(data, model, language, progress)

    @property
    def blocking(self) -> Blocking:
        """The same methods for code that cannot await, in any thread but the loop's."""
        from oro_ai.python.blocking import Blocking

        return Blocking(self, self._running)

    def _running(self) -> Home:
        from oro_ai.python.home import Home

        if self._nursery is None:
            raise Closed("Cannot ask a model: the service ai does not run")
        return Home(self.host, self._nursery, self._token)

    async def _whole(self, endpoint: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        result: Mapping[str, Any] = await self._running().run(self._data, endpoint, params)
        return result

    async def _data(self, endpoint: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        from oro_ai.answer import JSONAnswer

        async with self._answered(endpoint, params) as answer:
            assert isinstance(answer, JSONAnswer)
            data: Mapping[str, Any] = answer.data
            return data

    async def _pieces(self, endpoint: str, params: Mapping[str, Any]) -> AsyncGenerator[bytes, None]:
        from oro_ai.answer import Streamed

        async with self._answered(endpoint, params) as answer:
            assert isinstance(answer, Streamed)
            async with aclosing(answer.chunks) as chunks:
                async for chunk in chunks:
                    yield chunk

    @asynccontextmanager
    async def _answered(self, endpoint: str, params: Mapping[str, Any]) -> AsyncIterator[Any]:
        """Give the answer of an endpoint; the request counts as one under way during the block."""
        await load("oro_ai.api.endpoints")
        from oro_ai.api.asking import answered
        from oro_ai.api.request import Asked

        with self.models.traffic.admitted(endpoint):
            yield await answered(self.models, Asked("POST", endpoint, params, lax=False))

    # -- for the host --------------------------------------------------------------------------------

    async def release(self, window: Window) -> None:
        """Destroy the contexts of a page that was closed."""
        if self.models.upstreams is not None:
            self.models.upstreams.contexts.release(window)
        if self.models.used:
            self.models.contexts.release(window)

    def diagnostics(self) -> Mapping[str, Any]:
        """Return the ids of loaded models and adapters, and of contexts."""
        speech = {"whisper": {"model": [model.name for model in self.models.speech]}} if self.models.speaks else {}
        if not self.models.used:
            return {"llm": {"model": [], "lora": [], "context": []}, **speech}
        library = self.models.library
        return {
            "llm": {
                "model": [entry.id for entry in library],
                "lora": [one.id for one in library.adapters],
                "context": [context.id for context in self.models.contexts],
            },
            **speech,
        }


def ai_of(host: Host) -> AI:
    """Return the service, for an app's own code.

    Raises:
        PluginUnavailable: it does not run in this app, or not yet.
    """
    service = host.service(AI.name)
    if not isinstance(service, AI):
        raise PluginUnavailable(
            "Cannot ask a model: the service ai does not run; see features_ai and [plugins] enabled"
        )
    return service


def models_of(host: Host) -> AppModels | None:
    """Return the models of an app, or None if the service does not run."""
    service = host.service(AI.name)
    return service.models if isinstance(service, AI) else None
