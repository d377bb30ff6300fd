"""The worker in the process of a model: it carries out orders one after the other, and sends reports."""

from __future__ import annotations

import queue
from collections.abc import Callable, Iterator

import msgspec

from oro_ai.errors import CannotLoad
from oro_ai.out_of_process.frames import framed
from oro_ai.out_of_process.refusals import Refusal, refusal
from oro_ai.whisper import messages as say
from oro_ai.whisper.audio import Audio
from oro_ai.whisper.recogniser import Recogniser
from oro_ai.whisper.splitter import Samples, Splitter

__all__ = ("Worker", "pieces")


class Worker:
    """Carry out orders.

    Args:
        write: sends bytes, may block.
    """

    def __init__(self, write: Callable[[bytes], None]) -> None:
        self._write = write
        self._orders: queue.SimpleQueue[say.Open | say.Hear] = queue.SimpleQueue()
        self._stopped = 0
        """The number of the last transcription that was stopped; they are stopped in order."""
        self._recogniser: Recogniser | None = None
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(say.Order)

    def take(self, message: bytes) -> None:
        """Take down an order. Any thread."""
        order = self._decoder.decode(message)
        if isinstance(order, say.Stop):
            self._stopped = order.number
        else:
            self._orders.put(order)

    def run(self) -> None:
        """Carry out orders for ever."""
        while True:
            order = self._orders.get()
            try:
                if isinstance(order, say.Open):
                    self._recogniser = Recogniser(order.kind, order.files, order.threads)
                    self._send(say.Opened())
                else:
                    self._send(say.Done(order.number, self._heard(order)))
            except Exception as error:
                if isinstance(order, say.Hear):
                    self._send(say.Refused(order.number, refusal(error)))
                else:
                    self._send(say.Refused(0, Refusal(CannotLoad.__name__, str(error), {})))

    def _heard(self, order: say.Hear) -> float:
        """Transcribe piece by piece until it is stopped, and return the seconds of the audio."""
        assert self._recogniser is not None
        audio = Audio(order.audio, order.most)
        self._recogniser.choose(order.language)
        place = 0
        for piece in pieces(audio):
            if self._stopped >= order.number:
                break
            text, segments, language = self._recogniser.text(piece, audio.rate, place / audio.rate)
            place += len(piece)
            end = place / audio.rate
            duration = max(audio.duration, end)
            self._send(say.Heard(order.number, round(end, 3), round(duration, 3), text, segments, language))
        return place / audio.rate

    def _send(self, report: say.Report) -> None:
        self._write(framed(self._encoder.encode(report)))


def pieces(audio: Audio) -> Iterator[Samples]:
    """Yield audio in pieces that a model reads whole."""
    splitter = Splitter(audio.rate)
    for block in audio.blocks():
        yield from splitter.feed(block)
    yield from splitter.finish()
