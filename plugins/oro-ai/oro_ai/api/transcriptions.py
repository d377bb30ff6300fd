"""The endpoint `v1/audio/transcriptions`: turn speech into text, in OpenAI's shapes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from oro_ai.answer import JSONAnswer, TextAnswer
from oro_ai.api.form import Upload
from oro_ai.api.request import Asked, converted
from oro_ai.models.app_models import AppModels
from oro_ai.transcript import Transcript
from oro_ai.whisper.model import SpeechModel
from oro_ai.whisper.subtitles import srt, vtt
from oro_framework.errors import InvalidArgument, Unsupported

__all__ = ("Request", "answer", "shaped")

Format = Literal["json", "text", "verbose_json", "srt", "vtt"]
TIMED = ("verbose_json", "srt", "vtt")
"""Formats that say when what was said."""


class Request(msgspec.Struct, kw_only=True):
    """A request to transcribe."""

    file: Any
    model: str = ""
    language: str = ""
    response_format: Format = "json"
    timestamp_granularities: Sequence[Literal["word", "segment"]] = ()
    temperature: Annotated[float, Meta(ge=0, le=1)] = 0.0
    prompt: str = ""
    stream: bool = False
    chunking_strategy: str = "auto"
    """Audio is always cut where it is quiet."""


async def answer(app: AppModels, asked: Asked) -> JSONAnswer | TextAnswer:
    """Respond with what is said in a file of audio.

    Raises:
        OroError: the request is refused, or the model cannot be used.
    If cancelled, it ends with the piece being computed.
    """
    request = converted(asked, Request)
    _refuse(request)
    model = await app.speech.begin(request.file.data, request.model, request.language)
    _refuse_times(request, model)
    return shaped(await app.speech.transcribe(request.file.data, model.name, request.language), request.response_format)


def shaped(transcript: Transcript, form: Format) -> JSONAnswer | TextAnswer:
    """Return a transcript as the answer of a format."""
    match form:
        case "text":
            return TextAnswer(transcript.text + "\n")
        case "srt":
            return TextAnswer(srt(transcript.segments), b"application/x-subrip; charset=utf-8")
        case "vtt":
            return TextAnswer(vtt(transcript.segments), b"text/vtt; charset=utf-8")
        case "verbose_json":
            return JSONAnswer(_verbose(transcript))
        case "json":
            return JSONAnswer({"text": transcript.text, "usage": _usage(transcript)})


_UNKNOWN: Mapping[str, Any] = {
    "seek": 0,
    "tokens": (),
    "temperature": 0,
    "avg_logprob": 0,
    "compression_ratio": 0,
    "no_speech_prob": 0,
}
"""Fields of a segment that OpenAI's service has, clients expect, and sherpa-onnx does not know."""


def _verbose(transcript: Transcript) -> dict[str, Any]:
    segments = [
        {**_UNKNOWN, "id": place, "start": one.start, "end": one.end, "text": one.text}
        for place, one in enumerate(transcript.segments)
    ]
    return {
        "task": "transcribe",
        "language": transcript.language,
        "duration": transcript.duration,
        "text": transcript.text,
        "segments": segments,
        "usage": _usage(transcript),
    }


def _usage(transcript: Transcript) -> dict[str, Any]:
    return {"type": "duration", "seconds": math.ceil(transcript.duration)}


def _refuse(request: Request) -> None:
    """Refuse what models in this app cannot do.

    Raises:
        InvalidArgument: there is no file.
        Unsupported: something else is asked for; the error names it.
    """
    if not isinstance(request.file, Upload):
        raise InvalidArgument('Cannot transcribe: "file" is no file', param="file")
    if request.stream:
        raise Unsupported(
            'Cannot stream a transcript: leave "stream" out; oro:ai/whisper tells of each piece as it comes',
            param="stream",
        )
    if "word" in request.timestamp_granularities:
        raise Unsupported(
            'Cannot tell when each word was said: "timestamp_granularities" may be "segment"',
            param="timestamp_granularities",
        )
    if request.prompt:
        raise Unsupported('Cannot use "prompt": models of speech in this app read none', param="prompt")
    if request.temperature:
        raise Unsupported('Cannot use "temperature": the likeliest text is always taken', param="temperature")
    if request.chunking_strategy != "auto":
        raise Unsupported('Cannot use "chunking_strategy": it may be "auto"', param="chunking_strategy")


def _refuse_times(request: Request, model: SpeechModel) -> None:
    if request.response_format in TIMED and not model.kind.times:
        raise Unsupported(
            f'Cannot answer with "{request.response_format}": model "{model.name}" does not say when what was said, '
            f'as {model.kind.title} models do not; "json" and "text" do without',
            param="response_format",
        )
