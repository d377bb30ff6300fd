"""One running job: its sampler, its text, its counters."""

from __future__ import annotations

import time
from typing import Any

from oro_ai.engine.job import Done, Failed, Job, Likelihood, Piece, Reason
from oro_ai.engine.lookup import Lookup
from oro_ai.engine.post import Post
from oro_ai.engine.text import StoppedText
from oro_ai.llama.likelihood import likelihood
from oro_ai.llama.sampler import Sampler
from oro_ai.llama.vocab import Vocab
from oro_framework.errors import OroError

__all__ = ("Sequence",)


class Sequence:
    """A job in a slot.

    Args:
        job: the job.
        vocab: the vocabulary of the model.
        post: delivers its events.
    """

    def __init__(self, job: Job, vocab: Vocab, post: Post) -> None:
        self.job = job
        self._post = post
        self._vocab = vocab
        self._sampler: Sampler | None = None
        self._text = StoppedText(job.stop)
        self._began = time.monotonic()
        self._first = 0.0
        self._generated = 0
        self._untold = 0
        self._likelihoods: list[Likelihood] = []
        self._scores: list[Likelihood] = []
        self.adapters: tuple[tuple[Any, float], ...] = ()
        """Handles of its adapters, each with its scale."""
        self.lookup: Lookup | None = None
        """Guesses its next tokens; None where none are guessed."""
        self.cached = 0
        """Tokens of the prompt that were in the cache already."""

    def begin(self) -> None:
        """Prepare for the first token.

        Raises:
            BadGrammar: the job's grammar is invalid.
        """
        self._sampler = Sampler(self._vocab, self.job.sampling, [token for token in self.job.prompt if token >= 0])

    def score(self, context: Any, row: int, start: int, count: int) -> None:
        """Record the likelihoods of the prompt's tokens after those of rows of the last step.

        Args:
            context: llama.cpp's context.
            row: the first row.
            start: the position of its token in the prompt.
            count: the number of rows.
        """
        prompt, top = self.job.prompt, self.job.logprobs or 0
        if start == 0:
            self._scores.clear()  # a step that was undone may begin anew
        for offset in range(min(count, len(prompt) - 1 - start)):
            token = prompt[start + offset + 1]
            self._scores.append(likelihood(context, row + offset, self._vocab, token, top))

    def advance(self, context: Any, row: int) -> int | None:
        """Choose the next token from a row, report and return it; return None when the job has ended."""
        assert self._sampler is not None
        token = self._sampler.sample(context, row)
        if not self._generated:
            self._first = time.monotonic()
        self._generated += 1
        if self._vocab.is_end(token) and not self.job.ignore_end:
            self.end("stop")
            return None
        if self.job.logprobs is not None:
            self._likelihoods.append(likelihood(context, row, self._vocab, token, self.job.logprobs))
        self._untold += 1
        self._tell(self._text.feed(self._vocab.piece(token, special=self.job.special)))
        if self._text.stopped:
            self.end("stop")
            return None
        if self._generated >= self.job.max_tokens:
            self.end("length")
            return None
        return token

    def end(self, reason: Reason) -> None:
        """Report the text held back, and the end of the job."""
        if reason != "abort":
            self._tell(self._text.finish(), last=True)
        now = time.monotonic()
        self._free()
        done = Done(
            reason=reason,
            stop=self._text.stopped,
            prompt_tokens=len(self.job.prompt),
            cached_tokens=self.cached,
            completion_tokens=self._generated,
            prompt_seconds=(self._first or now) - self._began,
            generation_seconds=now - self._first if self._first else 0.0,
        )
        self._post.put(self.job.sink, done)

    def fail(self, error: OroError) -> None:
        """Report that the job has failed."""
        self._free()
        self._post.put(self.job.sink, Failed(error))

    def _tell(self, text: str, *, last: bool = False) -> None:
        if not text and not (last and (self._untold or self._likelihoods or self._scores)):
            return
        piece = Piece(text, self._untold, tuple(self._likelihoods), tuple(self._scores))
        self._post.put(self.job.sink, piece)
        self._untold = 0
        self._likelihoods.clear()
        self._scores.clear()

    def _free(self) -> None:
        if self._sampler is not None:
            self._sampler.free()
            self._sampler = None
