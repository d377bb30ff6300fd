"""The app's side of the process of one model of speech. Everything here is called on the loop."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress

import anyio
import msgspec
import trio

from oro_ai.errors import CannotLoad, Crashed
from oro_ai.out_of_process.child import PATIENCE, ended_with
from oro_ai.out_of_process.frames import Frames, framed
from oro_ai.out_of_process.refusals import raised
from oro_ai.whisper import messages as say
from oro_framework.errors import OroError
from oro_framework.interpreter import module_command

__all__ = ("SpeechProcess",)

LOG = logging.getLogger("oro.ai")
GONE = (trio.BrokenResourceError, trio.ClosedResourceError)


class SpeechProcess:
    """A process that has loaded one model; it transcribes one recording at a time.

    Args:
        process: with pipes for its input and output.
    """

    def __init__(self, process: trio.Process) -> None:
        self.process = process
        self._numbers = 0
        self._frames = Frames()
        self._reports: list[say.Report] = []
        self._turn = anyio.Lock()
        self._closing = False
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(say.Report)

    @classmethod
    async def start(cls, name: str, order: say.Open, memory: int) -> SpeechProcess:
        """Start a process, and have it load a model. If cancelled, the process ends.

        Raises:
            CannotLoad: the model cannot be used.
            Unsupported: there is no Python to run it.
            OSError: the process cannot be started.
        """
        # A separate session: signals of a terminal go to the app only, and this process ends with the app.
        process = await trio.lowlevel.open_process(
            module_command("oro_ai.whisper", [str(memory)]),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=sys.platform != "win32",
        )
        made = cls(process)
        try:
            await made._load(name, order)
        except BaseException:
            await made.close()
            raise
        return made

    async def _load(self, name: str, order: say.Open) -> None:
        await self._tell(order)
        report = await self._report()
        if report is None:
            how = ended_with(await self.process.wait(), _REASONS)
            raise CannotLoad(name, f"sherpa-onnx ended its process, as it does where a file is damaged: it {how}")
        if isinstance(report, say.Refused):
            raise CannotLoad(name, f"sherpa-onnx cannot use it: {report.why.message}")

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self.process.poll() is not None

    async def hear(self, audio: bytes, language: str, most: int) -> AsyncGenerator[say.Heard, None]:
        """Transcribe a recording, and yield each piece. Closing the iterator ends it with the piece being computed.

        Args:
            audio: the contents of a file.
            language: its code; empty for the model to find out.
            most: the most seconds.

        Raises:
            Crashed: the process has ended.
            OroError: the audio cannot be transcribed.
        """
        async with self._turn:
            self._numbers += 1
            number = self._numbers
            if not await self._tell(say.Hear(number, audio, language, most)):
                await self._crashed()
            finished = False
            try:
                while not finished:
                    report = await self._report()
                    if report is None:
                        finished = True
                        await self._crashed()
                    # What a transcription that was stopped still reports is of no more interest.
                    elif not isinstance(report, say.Opened) and report.number == number:
                        finished = not isinstance(report, say.Heard)
                        if isinstance(report, say.Refused):
                            raise raised(report.why)
                        if isinstance(report, say.Heard):
                            yield report
            finally:
                if not finished:
                    with anyio.CancelScope(shield=True):
                        await self._tell(say.Stop(number))

    async def close(self) -> None:
        """End the process, and wait for its end."""
        self._closing = True
        assert self.process.stdin is not None
        with anyio.CancelScope(shield=True):
            await self.process.stdin.aclose()
            with anyio.move_on_after(PATIENCE):
                await self.process.wait()
            if self.process.returncode is None:
                self.process.kill()
                await self.process.wait()

    async def _tell(self, order: say.Order) -> bool:
        """Send an order; return False if the process has ended. If cancelled midway, the process ends."""
        assert self.process.stdin is not None
        try:
            await self.process.stdin.send_all(framed(self._encoder.encode(order)))
        except GONE:
            return False
        except BaseException:
            self.process.kill()
            raise
        return True

    async def _report(self) -> say.Report | None:
        """Return the next report; None if the process has ended."""
        assert self.process.stdout is not None
        with suppress(*GONE):
            while not self._reports:
                if not (data := await self.process.stdout.receive_some()):
                    return None
                self._reports += [self._decoder.decode(message) for message in self._frames.feed(data)]
            return self._reports.pop(0)
        return None

    async def _crashed(self) -> None:
        """Raise how the process has ended.

        Raises:
            Crashed: always.
        """
        status = await self.process.wait()
        error: OroError = Crashed("was ended" if self._closing else ended_with(status, _REASONS))
        if not self._closing:
            LOG.error("%s", error.message)
        raise error


_REASONS = {"SIGKILL": "it was killed, as systems do that run out of memory"}
