"""A loaded model of speech, whose process is started again after it has ended."""

from __future__ import annotations

import math
import re
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

import anyio

from oro_ai.errors import Crashed
from oro_ai.out_of_process.backoff import Backoff
from oro_ai.whisper.folders import Found
from oro_ai.whisper.kinds import languages_in
from oro_ai.whisper.messages import Heard, Open
from oro_ai.whisper.process import SpeechProcess
from oro_framework.errors import Closed, InvalidArgument, Unsupported

__all__ = ("SpeechModel",)

CODE = re.compile(r"[a-z]{2,3}")
ENGLISH = re.compile(r"\.en-encoder[^/\\]*$")
"""The end of the path of Whisper models that know English alone."""


class SpeechModel:
    """A model.

    Args:
        found: its files.
        threads: that compute.
        memory: the most bytes its process may use; 0 for no limit.
    """

    def __init__(self, found: Found, threads: int, memory: int) -> None:
        self.name = found.name
        self.folder = found.folder
        self.kind = found.kind
        self.kept = False
        """Whether it stays in memory until it is unloaded; else it leaves when it is idle."""
        self.users = 0
        self.used_at = time.monotonic()
        self.leaving = False
        self._chooses = found.kind.chooses and not ENGLISH.search(found.files.get("encoder", ""))
        self._order = Open(found.kind.name, found.files, threads)
        self._memory = memory
        self._backoff = Backoff()
        self._starting = anyio.Lock()
        self.process: SpeechProcess | None = None
        """The current process, or the last one."""

    async def ready(self) -> SpeechProcess:
        """Return its process, starting it if it does not run.

        Raises:
            CannotLoad: the model cannot be used.
            Crashed: the process ended repeatedly and may not be started yet, or it cannot be started.
            Closed: the model was unloaded.
        """
        async with self._starting:
            if self.leaving:
                raise self._unloaded()
            if self.process is not None:
                if not self.process.ended:
                    return self.process
                self._backoff.ended()
                self.process = None
            if (wait := self._backoff.wait()) > 0:
                raise Crashed(f"has ended again and again; it is started in {math.ceil(wait)} s", wait)
            self._backoff.started()
            try:
                self.process = await SpeechProcess.start(self.name, self._order, self._memory)
            except OSError as error:
                self._backoff.ended()
                raise Crashed(f"cannot be started: {error.strerror}") from error
            return self.process

    def check(self, language: str) -> None:
        """Refuse a language that it cannot be told to expect.

        Raises:
            InvalidArgument: it is no code of a language.
            Unsupported: the model is of one language, or finds out itself.
        """
        if language and not CODE.fullmatch(language):
            raise InvalidArgument(
                f'Cannot expect language "{language[:100]}": expected its code, such as "en"', param="language"
            )
        if language and not self._chooses and language not in languages_in(self.folder.name):
            raise Unsupported(
                f'Cannot expect language "{language}" with model "{self.name}": it is not told the language; leave '
                '"language" out',
                param="language",
            )

    async def hear(self, audio: bytes, language: str, most: int) -> AsyncGenerator[Heard, None]:
        """Transcribe a recording; see `SpeechProcess.hear`."""
        self.users += 1
        try:
            process = await self.ready()
            async with aclosing(process.hear(audio, language, most)) as pieces:
                async for piece in pieces:
                    yield piece
        except Crashed as error:
            if self.leaving:
                raise self._unloaded() from error
            raise
        finally:
            self.users -= 1
            self.used_at = time.monotonic()

    async def close(self) -> None:
        """End its process, and what that transcribes."""
        self.leaving = True
        if self.process is not None:
            await self.process.close()

    def _unloaded(self) -> Closed:
        return Closed(f'Cannot go on: model of speech "{self.name}" was unloaded')
