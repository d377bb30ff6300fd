"""Options shared by all requests that generate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

import msgspec
from anyio import to_thread
from msgspec import Meta

from oro_ai import settings as keys
from oro_ai.api.adapters import Scaled, chosen
from oro_ai.engine.job import Sampling
from oro_ai.engine.media import Media
from oro_ai.grammar.schema import checked, grammar_of
from oro_ai.models.app_models import AppModels
from oro_ai.models.entry import Entry
from oro_ai.models.generation import Wanted, room
from oro_framework.errors import InvalidArgument, UsageError

__all__ = ("Options", "StreamOptions", "stops")

MOST_STOPS = 16
MOST_TOP = 20
MOST_BIASES = 1024
_Choices = Annotated[int, Meta(ge=1, le=32)]
_Penalty = Annotated[float, Meta(ge=-2, le=2)]
_Probability = Annotated[float, Meta(ge=0, le=1)]


class StreamOptions(msgspec.Struct):
    """Options of a streamed answer."""

    include_usage: bool | None = None
    include_obfuscation: bool | None = None
    """Padding against readers of an encrypted connection, which there is none of."""


class Notes(msgspec.Struct, kw_only=True):
    """Notes of the caller beside a request; they change no answer."""

    user: str | None = None
    metadata: Mapping[str, Any] | None = None
    safety_identifier: str | None = None
    prompt_cache_key: str | None = None
    prompt_cache_retention: str | None = None
    service_tier: Literal["auto", "default", "flex", "priority", "scale", "standard_only"] | None = None


class JSONSchema(msgspec.Struct):
    """The JSON schema of an answer, in OpenAI's shape."""

    schema: Mapping[str, Any] | None = None
    name: str | None = None


class ResponseFormat(msgspec.Struct):
    """The format an answer must have."""

    type: Literal["text", "json_object", "json_schema"] = "text"
    json_schema: JSONSchema | None = None
    schema: Mapping[str, Any] | None = None


class Options(Notes, kw_only=True):
    """The fields that chats and completions share; None stands for the configured default."""

    model: str | None = None
    max_tokens: Annotated[int, Meta(ge=-1)] | None = None
    max_completion_tokens: Annotated[int, Meta(ge=-1)] | None = None
    n_predict: Annotated[int, Meta(ge=-1)] | None = None
    temperature: Annotated[float, Meta(ge=0, le=5)] | None = None
    top_k: Annotated[int, Meta(ge=0)] | None = None
    top_p: _Probability | None = None
    min_p: _Probability | None = None
    typical_p: Annotated[float, Meta(gt=0, le=1)] | None = None
    repeat_penalty: Annotated[float, Meta(gt=0, le=10)] | None = None
    repeat_last_n: Annotated[int, Meta(ge=-1, le=65536)] | None = None
    presence_penalty: _Penalty | None = None
    frequency_penalty: _Penalty | None = None
    seed: int | None = None
    logit_bias: Mapping[str, Annotated[float, Meta(ge=-100, le=100)]] | None = None
    stop: str | Sequence[str] | None = None
    n: _Choices | None = None
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    ignore_eos: bool | None = None
    grammar: str | None = None
    cache_prompt: bool | None = None
    lora: list[Scaled] | None = None
    response_format: ResponseFormat | None = None
    store: Literal[False] | None = None

    @property
    def include_usage(self) -> bool:
        """Whether a stream ends with its usage."""
        return bool(self.stream_options and self.stream_options.include_usage)

    def wanted(
        self,
        app: AppModels,
        entry: Entry,
        prompt: Sequence[int],
        logprobs: int | None,
        grammar: str,
        *,
        trigger: str = "",
        special: bool = False,
        bounded: bool = False,
        scores: bool = False,
        count: int | None = None,
        media: tuple[Media, ...] = (),
    ) -> list[Wanted]:
        """Return the sequences to generate: `count`, or `n`, or one.

        Args:
            app: the app, whose configuration has the defaults.
            entry: the model.
            prompt: the tokens of the prompt.
            logprobs: the number of most likely tokens to report.
            grammar: the result of `grammar_text`.
            trigger: the text after which the grammar applies; empty applies it from the beginning.
            special: show control tokens as text.
            bounded: whether the answer ends by itself, so that a request that names no length gets all that fits.
            count: how many; None for as many as the request says.
            scores: whether the likelihoods of the prompt's tokens are reported; it may then generate nothing.
            media: the images and audio of the prompt.

        Raises:
            ContextExceeded: the prompt does not fit into the model's context.
            InvalidArgument: an option is invalid.
            NoModel: there is no such adapter.
        """
        count = count or self.n or 1
        most = self._max_tokens(app, room(entry, prompt), bounded=bounded, least=0 if scores else 1)
        sampling = replace(self._sampling(app, entry.facts.words.size, grammar), trigger=trigger)
        adapters = chosen(app.library, entry, self.lora)
        return [
            Wanted(
                prompt=prompt,
                max_tokens=most,
                sampling=sampling if not place or sampling.seed is None else _reseeded(sampling, place),
                stop=stops(self.stop),
                ignore_end=bool(self.ignore_eos),
                special=special,
                logprobs=logprobs,
                adapters=adapters,
                reuse=self.cache_prompt is not False and not scores,
                scores=scores,
                media=media,
            )
            for place in range(count)
        ]

    def _max_tokens(self, app: AppModels, left: int, *, bounded: bool, least: int) -> int:
        asked = next((n for n in (self.max_completion_tokens, self.max_tokens, self.n_predict) if n is not None), None)
        settings = app.settings
        usual = left if bounded else settings[keys.DEFAULT_MAX_TOKENS]
        most = usual if asked is None else left if asked < 0 else asked
        if asked == 0 and least:
            raise InvalidArgument(
                'Cannot generate: "max_tokens" is 0, which only "echo" allows, of a completion', param="max_tokens"
            )
        hard = settings[keys.HARD_MAX_TOKENS]
        return min(most, left, hard or left)

    def _sampling(self, app: AppModels, vocabulary: int, grammar: str) -> Sampling:
        settings = app.settings

        def given(value: float | None, otherwise: float) -> float:
            return otherwise if value is None else value

        return Sampling(
            temperature=given(self.temperature, settings[keys.DEFAULT_TEMPERATURE]),
            top_k=int(given(self.top_k, settings[keys.DEFAULT_TOP_K])),
            top_p=given(self.top_p, settings[keys.DEFAULT_TOP_P]),
            min_p=given(self.min_p, settings[keys.DEFAULT_MIN_P]),
            typical_p=given(self.typical_p, 1.0),
            repeat_penalty=given(self.repeat_penalty, 1.0),
            repeat_last_n=int(given(self.repeat_last_n, 64)),
            presence_penalty=given(self.presence_penalty, 0.0),
            frequency_penalty=given(self.frequency_penalty, 0.0),
            seed=self.seed,
            logit_bias=_biases(self.logit_bias, vocabulary),
            grammar=grammar,
        )

    async def grammar_text(self) -> str:
        """Return the requested grammar, empty for none; convert a schema into a grammar in a worker thread.

        Raises:
            BadGrammar: the schema cannot be converted.
            InvalidArgument: the format requires a schema, but has none.
            UsageError: both a grammar and a format are requested.
        """
        form = self.form()
        if form is None:
            return checked(self.grammar or "")
        if self.grammar:
            raise UsageError('Cannot use "grammar" and "response_format" together', param="grammar")
        return await to_thread.run_sync(grammar_of, form)

    def form(self) -> Mapping[str, Any] | None:
        """Return the schema an answer must satisfy; None for no schema.

        Raises:
            InvalidArgument: the format requires a schema, but has none.
        """
        wanted = self.response_format
        if wanted is None or wanted.type == "text":
            return None
        if wanted.type == "json_object" and wanted.schema is None:
            return {"type": "object"}
        schema = wanted.schema if wanted.json_schema is None else wanted.json_schema.schema
        if schema is None:
            raise InvalidArgument(
                "Cannot answer in a schema: none is given", param="response_format.json_schema.schema"
            )
        return schema


def stops(given: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return stop sequences as a tuple.

    Raises:
        InvalidArgument: there are too many.
    """
    found = (given,) if isinstance(given, str) else tuple(given or ())
    if len(found) > MOST_STOPS:
        raise InvalidArgument(f'Cannot use {len(found)} sequences in "stop": {MOST_STOPS} are allowed', param="stop")
    return tuple(stop for stop in found if stop)


def _biases(given: Mapping[str, float] | None, vocabulary: int) -> dict[int, float]:
    if not given:
        return {}
    if len(given) > MOST_BIASES:
        raise InvalidArgument(f'Cannot use {len(given)} tokens in "logit_bias": {MOST_BIASES} are allowed')
    biases = {}
    for token, bias in given.items():
        if not (token.isascii() and token.isdigit() and int(token) < vocabulary):
            raise InvalidArgument(f'Cannot use "logit_bias": the model has no token "{token[:20]}"', param="logit_bias")
        # OpenAI's -100 means never.
        biases[int(token)] = float("-inf") if bias <= -100 else bias
    return biases


def _reseeded(sampling: Sampling, place: int) -> Sampling:
    """Return the sampling of a further choice, with its own seed so that it differs from the first choice."""
    assert sampling.seed is not None
    return replace(sampling, seed=sampling.seed + place)
