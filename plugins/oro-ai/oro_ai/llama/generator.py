"""Generate with continuous batching: every step computes all sequences of a context.

Rules
1. Jobs wait in a queue, in order, until there are a slot and cells for them (`engine.slots`).
2. A cancelled job is removed before the next step; a step is interrupted when all of its jobs were cancelled.
3. A step that was interrupted, or found no room, leaves every cache unchanged.
4. While no sequence begins or ends and no prompt is computed, each step repeats the last one's sequences.
5. Attention reads every cell up to the last one in use, so caches of idle slots are parked while others generate.
6. A sequence that generates alone may have its next tokens guessed: they are computed in one step, and kept as far as
   each is what would have been chosen (`engine.lookup`).
7. An image is computed between two steps: first its projector, which may take seconds and cannot be interrupted, then,
   after another step of the streams, the model. Streams wait for either (`engine.media`).
8. LoRA adapters belong to a context, so sequences with different adapters step in turn (`engine.adapter_turns`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from oro_ai.engine.adapter_turns import Turns
from oro_ai.engine.job import Failed, Job
from oro_ai.engine.lookup import Lookup
from oro_ai.engine.media import Media
from oro_ai.engine.pace import Pace
from oro_ai.engine.post import Post
from oro_ai.engine.schedule import Span, spans
from oro_ai.engine.slots import Slot, Slots
from oro_ai.engine.state import Counts
from oro_ai.engine.waiting import Waiting
from oro_ai.llama.caches import Caches
from oro_ai.llama.context import ABORTED, FULL, Context
from oro_ai.llama.sequence import Sequence
from oro_framework.errors import Broken, Busy, Closed, OroError, UsageError

__all__ = ("Counts", "Generator")

MANY = 64
"""The number of tokens to generate from which parking pays off, whatever the size of the parked caches."""


class Generator:
    """The sequences of one context, stepped by the decode thread.

    Args:
        context: the context, made for the number of sequences it should have.
        pace: the target length in seconds of a step that streams wait for.
        find: returns the handle of an adapter.
        post: delivers the events of jobs.
        wake: called when there is something to do.
        cleared: called when a cache was emptied in place.
    """

    def __init__(
        self,
        context: Context,
        *,
        pace: float,
        find: Callable[[str], Any],
        post: Post | None = None,
        wake: Callable[[], None] = lambda: None,
        cleared: Callable[[], None] = lambda: None,
    ) -> None:
        shape = context.shape
        self.context = context
        self.slots: Slots[Sequence] = Slots(shape.sequences, shape.cells, partial=context.model.partial)
        self.counts = Counts()
        self._find = find
        self._post = post or Post()
        self._wake = wake
        self._tell_cleared = cleared
        self._pace = Pace(pace, shape.batch)
        self._waiting = Waiting(self._post)
        self._caches = Caches(context, self.slots, self._cleared)
        self._running: tuple[Job, ...] = ()
        self._streams: list[Slot[Sequence]] = []
        """The slots with one row each in the last step, and in the next one if nothing changes."""
        self._changed = False
        self._looking: Slot[Sequence] | None = None
        """The slot whose image is next."""
        self._turns = Turns(pace / 2)

    # -- any thread --------------------------------------------------------------------------------

    def submit(self, job: Job) -> None:
        """Submit a job whose prompt and answer fit into the context."""
        self._waiting.put(job)
        self._changed = True
        self._wake()

    def cancel(self, job: Job) -> None:
        """Cancel a job."""
        job.cancelled = True
        self._changed = True
        running = self._running
        if running and all(other.cancelled for other in running):
            self.context.interrupt()
        self._wake()

    def waiting(self) -> int:
        """Return the number of jobs without a slot."""
        return len(self._waiting)

    # -- the decode thread -------------------------------------------------------------------------

    def step(self) -> bool:
        """Compute one step; return False when there is nothing to do."""
        if self._streams and not self._changed:
            if not self._guess():
                self._go_on()
            return True
        # Other threads set `_changed` after each change: a change missed now is seen at the next step.
        self._changed = False
        chosen = self._choose()
        self._post.send()
        if chosen:
            self._compute(chosen)
        return self._look() or bool(chosen)

    def _choose(self) -> list[Span]:
        """Return the spans that the next step computes."""
        self._streams, self._looking = [], None
        self._drop_cancelled()
        self._admit()
        busy = [slot for slot in self.slots.busy() if slot.pending]
        turn = self._turns.take(busy)
        if not turn:
            return []
        assert turn[0].work is not None
        self.context.adapt(turn[0].work.adapters)
        # Streams with other adapters wait for this step, too.
        streams = sum(slot.pending == 1 for slot in busy)
        self._looking = next((slot for slot in turn if not slot.pending_text), None)
        chosen = spans(
            [slot for slot in turn if slot.pending_text],
            rows=self.context.shape.batch,
            prompt_rows=self._pace.rows(streams),
        )
        if streams == len(chosen) == len(busy):
            self._streams = [span.slot for span in chosen]
        return chosen

    def fail(self, error: Exception) -> None:
        """Fail every job with an error, and clear all caches."""
        told = error if isinstance(error, OroError) else Broken("Cannot generate: the engine failed")
        for slot in self.slots.busy():
            assert slot.work is not None
            slot.work.fail(told)
            self.slots.release(slot, keep=False)
        self._waiting.fail(told)
        for slot in self.slots.all:
            slot.forget()
        self._streams = []
        self.context.clear()
        self._post.send()

    def reset(self) -> None:
        """End every job and clear all caches in place; later jobs start with an empty cache."""
        self.fail(Closed("Cannot go on: the context was emptied"))
        self._cleared()

    def close(self, error: OroError) -> None:
        """Fail every job, and jobs submitted later, with an error."""
        self._waiting.close(error)
        self.fail(error)

    def _compute(self, chosen: list[Span]) -> None:
        self.context.rearm()
        self._running = tuple(span.slot.work.job for span in chosen if span.slot.work is not None)
        if all(job.cancelled for job in self._running):
            return
        began = time.monotonic()
        code, rows = self.context.decode(chosen)
        took = time.monotonic() - began
        self._running = ()
        if code != 0:
            self._undo([span.slot for span in chosen], code)
            return
        self._count(took)
        self._turns.took(took)
        self._pace.measured(sum(span.count for span in chosen), took)
        first = 0
        for span in chosen:
            slot, row = span.slot, rows.get(span.slot.id)
            if span.scored and slot.work is not None:
                slot.work.score(self.context.handle, first, span.start, span.count)
            first += span.count
            slot.cached += span.count
            self.counts.prompt_tokens += span.count if row is None else span.count - 1
            if row is not None and slot.work is not None and slot.work.job.max_tokens == 0:
                slot.work.end("length")
                self.slots.release(slot)
            elif row is not None:
                self._advance(slot, row)

    def _look(self) -> bool:
        """Compute the next part of the image that is next (rule 7); return False where none is."""
        slot, self._looking = self._looking, None
        media = slot.next_media if slot is not None else None
        if slot is None or slot.work is None or media is None:
            return False
        self.context.rearm()
        self._running = (slot.work.job,)
        if slot.work.job.cancelled:
            return True
        try:
            code = self._looked(slot, media)
        except OroError as error:
            slot.work.fail(error)
            self.slots.release(slot)
            return True
        finally:
            self._running = ()
        if code != 0:
            self._undo([slot], code)
        return True

    def _looked(self, slot: Slot[Sequence], media: Media) -> int:
        """Encode an image, or decode it if it is encoded; return llama.cpp's code.

        Raises:
            OroError: it cannot be computed.
        """
        projector = self.context.model.projector
        if projector is None:
            raise UsageError("Cannot read an image: the model has no projector", param="messages")
        began = time.monotonic()
        if not projector.has(media):
            projector.encode(media)
            self.counts.encoded += 1
            code = 0
        elif (code := self.context.look(media, slot.position, slot.id)) == 0:
            slot.cached += media.count
            self.counts.prompt_tokens += media.count
        took = time.monotonic() - began
        self._count(took)
        self._turns.took(took)
        return code

    def _go_on(self) -> None:
        """Compute the next token of every stream (rule 4)."""
        streams = self._streams
        self._post.send()
        began = time.monotonic()
        code = self.context.go_on([slot.tokens[-1] for slot in streams])
        if code != 0:
            self._undo(streams, code)
            return
        took = time.monotonic() - began
        self._count(took)
        for row, slot in enumerate(streams):
            if slot.work is not None and slot.work.lookup is not None:
                slot.work.lookup.took(took / len(streams))
            slot.cached += 1
            self._advance(slot, row)

    def _guess(self) -> bool:
        """Compute guessed tokens of the only stream (rule 6); return False where none are guessed."""
        slot, work = self._streams[0], self._streams[0].work
        if len(self._streams) > 1 or work is None or work.lookup is None:
            return False
        guesses = work.lookup.guess(slot.tokens, slot.promised - len(slot.tokens) - 1)
        if not guesses:
            return False
        self._post.send()
        began = time.monotonic()
        code = self.context.check([slot.tokens[-1], *guesses], slot.cached, slot.id)
        if code != 0:
            self._undo([slot], code)
            return True
        given = self._keep(slot, guesses)
        took = time.monotonic() - began
        self._count(took)
        work.lookup.gave(given, took)
        self.counts.guessed_tokens += len(guesses)
        self.counts.right_tokens += given - 1
        return True

    def _keep(self, slot: Slot[Sequence], guesses: list[int]) -> int:
        """Choose tokens from the rows of guesses as long as these were right; return how many were chosen."""
        work, given = slot.work, 0
        for row in range(len(guesses) + 1):
            slot.cached += 1
            given += 1
            self._advance(slot, row)
            if slot.work is not work or row == len(guesses) or slot.tokens[-1] != guesses[row]:
                break
        if given <= len(guesses):
            self.context.drop(slot.id, slot.cached)
        if slot.work is work:
            self.context.stand_at(slot.tokens[-2], slot.cached - 1, slot.id)
        return given

    def _count(self, took: float) -> None:
        self.counts.steps += 1
        if took > self.counts.longest_step:
            self.counts.longest_step = took

    def _advance(self, slot: Slot[Sequence], row: int) -> None:
        assert slot.work is not None
        # Counted before its end is reported, so that a caller with the answer finds it in the counters.
        self.counts.generated_tokens += 1
        token = slot.work.advance(self.context.handle, row)
        if token is None:
            self.slots.release(slot)
            self._streams = []
        else:
            slot.tokens.append(token)

    # -- jobs --------------------------------------------------------------------------------------

    def _cleared(self) -> None:
        self.counts.cleared += 1
        self._tell_cleared()

    def _drop_cancelled(self) -> None:
        self.counts.aborted += self._waiting.collect()
        for slot in self.slots.busy():
            assert slot.work is not None
            if slot.work.job.cancelled:
                slot.work.end("abort")
                self.slots.release(slot)
                self.counts.aborted += 1

    def _admit(self) -> None:
        """Begin waiting jobs while there is room."""
        long = False
        while (job := self._waiting.first()) is not None:
            sequence = Sequence(job, self.context.model.vocab, self._post)
            admission = self.slots.admit(
                job.prompt, _size(job), sequence, job.adapters, reuse=job.reuse, media=job.media
            )
            if admission is None:
                break
            self._waiting.begun()
            admission.slot.scored = job.scores
            self._caches.prepare(admission)
            try:
                sequence.adapters = tuple((self._find(adapter.id), adapter.scale) for adapter in job.adapters)
                sequence.begin()
            except OroError as error:
                self._post.put(job.sink, Failed(error))
                self.slots.release(admission.slot)
                continue
            sequence.cached = admission.slot.cached
            if self.context.shape.lookup and self.context.model.partial and not job.media:
                sequence.lookup = Lookup(min(self.context.shape.lookup, self.context.shape.batch - 1))
            self.counts.jobs += 1
            self.counts.cached_tokens += admission.slot.cached
            long = long or job.max_tokens >= MANY
        if long:
            self._caches.park()

    # -- when a step was not done ------------------------------------------------------------------

    def _undo(self, chosen: list[Slot[Sequence]], code: int) -> None:
        """Restore every cache to its state before the step (rule 3)."""
        self._streams = []
        for slot in chosen:
            self._caches.rewind(slot)
        if code == ABORTED:
            return
        if code == FULL and self._caches.forget_one():
            return
        error = (
            Busy("Cannot generate: the context has no room for another token")
            if code == FULL
            else Broken(f"Cannot generate: llama.cpp could not compute a step (code {code})")
        )
        for slot in chosen:
            if slot.work is not None:
                slot.work.fail(error)
            self.slots.release(slot, keep=False)
            self.context.drop(slot.id)


def _size(job: Job) -> int:
    return len(job.prompt) + job.max_tokens
