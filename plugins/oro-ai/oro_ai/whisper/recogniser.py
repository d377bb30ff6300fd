"""A model of sherpa-onnx. In the process of the model, which sherpa-onnx ends when a file is damaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sherpa_onnx

from oro_ai.transcript import Segment
from oro_ai.whisper.complaints import complaint
from oro_ai.whisper.segments import from_tokens
from oro_ai.whisper.splitter import Samples
from oro_framework.errors import Broken

__all__ = ("Recogniser",)

SILENT = 2.0**-12
"""A piece with no sample above it has no speech: models make words up from silence."""
LEAST = 1.0
"""Seconds to which a shorter piece is filled up with silence."""


class Recogniser:
    """A loaded model.

    Args:
        kind: the name of its kind.
        files: by part, the path.
        threads: that compute.
    """

    def __init__(self, kind: str, files: Mapping[str, str], threads: int) -> None:
        self._kind = kind
        self._files = files
        self._threads = threads
        self._language = ""
        self._model = self._made("")

    def choose(self, language: str) -> None:
        """Expect a language; the model is loaded anew where another was expected before."""
        if language != self._language:
            self._model = self._made(language)
            self._language = language

    def text(self, samples: Samples, rate: int, start: float) -> tuple[str, list[Segment], str]:
        """Return the text of a piece, its segments where the model has times, and its language if known.

        Args:
            samples: at most `LONGEST` seconds.
            rate: samples per second.
            start: seconds of audio before it.

        Raises:
            Broken: the engine says that it failed.
        """
        if not len(samples) or float(np.abs(samples).max()) < SILENT:
            return "", [], ""
        filled = np.pad(samples, (0, max(int(LEAST * rate) - len(samples), 0)))
        result = self._result(filled, rate) or self._result_or_why_not(filled, rate, start)
        end = start + len(samples) / rate
        return result.text.strip(), _segments(result, start, end), result.lang.strip("<|>")

    def _result(self, samples: Samples, rate: int) -> Any:
        """Return what the engine makes of a piece; None if its text is empty."""
        stream = self._decoded(samples, rate)
        return stream.result if stream.result.text.strip() else None

    def _result_or_why_not(self, samples: Samples, rate: int, start: float) -> Any:
        """Compute a piece again whose text was empty: it has no speech, or the engine failed, which it only logs.

        The two results are the same in every member, and the stream knows no more. Standard error is not kept the first
        time: what the engine says before it ends the process, which is the one word about a damaged file or a lack of
        memory, has to come out at once. So only pieces without text, which are few, are computed twice.
        """
        streams = list[Any]()
        if why := complaint(lambda: streams.append(self._decoded(samples, rate))):
            raise Broken(f"Cannot transcribe what is said after {start:.1f} s: sherpa-onnx failed ({why})")
        return streams[0].result

    def _decoded(self, samples: Samples, rate: int) -> Any:
        stream = self._model.create_stream()
        stream.accept_waveform(rate, samples)
        self._model.decode_stream(stream)
        return stream

    def _made(self, language: str) -> Any:
        made: Callable[..., Any] = getattr(sherpa_onnx.OfflineRecognizer, f"from_{self._kind}")
        more: dict[str, Any] = {}
        if self._kind == "whisper":
            more = {"language": language, "enable_segment_timestamps": True}
        elif self._kind == "sense_voice":
            more = {"language": language or "auto", "use_itn": True}
        elif self._kind == "transducer" and any(word in self._files["encoder"] for word in ("nemo", "parakeet")):
            more = {"model_type": "nemo_transducer"}
        return made(**self._files, num_threads=self._threads, **more)


def _segments(result: Any, start: float, end: float) -> list[Segment]:
    """Return when what was said: by the model's own segments, or made from the times of its tokens."""
    if result.segment_timestamps:
        parts = zip(result.segment_timestamps, result.segment_durations, result.segment_texts, strict=False)
        return [
            Segment(round(start + at, 2), round(min(start + at + lasting, end), 2), text.strip())
            for at, lasting, text in parts
            if text.strip()
        ]
    if result.timestamps and len(result.timestamps) == len(result.tokens):
        return from_tokens(result.tokens, [start + at for at in result.timestamps], end)
    return []
