"""Generate with continuous batching: every step computes all sequences of a context.

Rules
1. Jobs wait in a queue, in order, until there are a slot and cells for them (`engine.slots`).
2. A cancelled job is removed before the next step; a step is interrupted when all of its jobs were cancelled.
3. A step that was interrupted, or found no room, leaves every cache unchanged.
4. While no sequence begins or ends and no prompt is computed, each step repeats the last one's sequences.
5. Attention reads every cell up to the last one in use, so caches of idle slots are parked while others generate.
6. LoRA adapters belong to a context, so sequences with different adapters step in turn (`engine.adapter_turns`).
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from oro_ai.engine.adapter_turns import Turns
from oro_ai.engine.job import Done, Failed, Job
from oro_ai.engine.pace import Pace
from oro_ai.engine.post import Post
from oro_ai.engine.schedule import Span, spans
from oro_ai.engine.slots import Admission, Slot, Slots
from oro_ai.engine.state import Counts
from oro_ai.llama.context import ABORTED, FULL, Context
from oro_ai.llama.sequence import Sequence
from oro_framework.errors import Broken, Busy, Closed, OroError

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
        self._inbox: deque[Job] = deque()
        self._queue: deque[Job] = deque()
        self._running: tuple[Job, ...] = ()
        self._streams: list[Slot[Sequence]] = []
        """The slots with one row each in the last step, and in the next one if nothing changes."""
        self._changed = False
        self._turns = Turns(pace / 2)
        self._closed: OroError | None = None

    # -- any thread --------------------------------------------------------------------------------

    def submit(self, job: Job) -> None:
        """Submit a job whose prompt and answer fit into the context."""
        self._inbox.append(job)
        self._changed = True
        if self._closed is not None:
            self._refuse(self._inbox, self._closed)
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
        return len(self._queue) + len(self._inbox)

    # -- the decode thread -------------------------------------------------------------------------

    def step(self) -> bool:
        """Compute one step; return False when there is nothing to do."""
        if self._streams and not self._changed:
            self._go_on()
            return True
        # Other threads set `_changed` after each change: a change missed now is seen at the next step.
        self._changed = False
        chosen = self._choose()
        self._post.send()
        if chosen:
            self._compute(chosen)
        return bool(chosen)

    def _choose(self) -> list[Span]:
        """Return the spans that the next step computes."""
        self._streams = []
        self._collect()
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
        chosen = spans(turn, rows=self.context.shape.batch, prompt_rows=self._pace.rows(streams))
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
        for waiting in (self._queue, self._inbox):
            self._refuse(waiting, told)
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
        self._closed = error
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

    def _go_on(self) -> None:
        """Compute the next token of every stream (rule 4)."""
        streams = self._streams
        self._post.send()
        began = time.monotonic()
        code = self.context.go_on([slot.tokens[-1] for slot in streams])
        if code != 0:
            self._undo(streams, code)
            return
        self._count(time.monotonic() - began)
        for row, slot in enumerate(streams):
            slot.cached += 1
            self._advance(slot, row)

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

    def _collect(self) -> None:
        """Move new jobs from the inbox, which other threads share, to the queue, which only this thread changes."""
        with suppress(IndexError):
            while True:
                self._queue.append(self._inbox.popleft())

    def _cleared(self) -> None:
        self.counts.cleared += 1
        self._tell_cleared()

    def _refuse(self, waiting: deque[Job], error: OroError) -> None:
        with suppress(IndexError):
            while True:
                self._post.put(waiting.popleft().sink, Failed(error))
        self._post.send()

    def _drop_cancelled(self) -> None:
        for slot in self.slots.busy():
            assert slot.work is not None
            if slot.work.job.cancelled:
                slot.work.end("abort")
                self.slots.release(slot)
                self.counts.aborted += 1
        if any(job.cancelled for job in self._queue):
            waiting = list(self._queue)
            self._queue.clear()
            for job in waiting:
                if job.cancelled:
                    self._never_begun(job)
                    self.counts.aborted += 1
                else:
                    self._queue.append(job)

    def _never_begun(self, job: Job) -> None:
        self._post.put(
            job.sink,
            Done(
                reason="abort",
                prompt_tokens=len(job.prompt),
                cached_tokens=0,
                completion_tokens=0,
                prompt_seconds=0.0,
                generation_seconds=0.0,
            ),
        )

    def _admit(self) -> None:
        """Begin waiting jobs while there is room."""
        long = False
        while self._queue:
            job = self._queue[0]
            sequence = Sequence(job, self.context.model.vocab, self._post)
            admission = self.slots.admit(job.prompt, _size(job), sequence, job.adapters, reuse=job.reuse)
            if admission is None:
                break
            self._queue.popleft()
            admission.slot.scored = job.scores
            self._prepare(admission)
            try:
                sequence.adapters = tuple((self._find(adapter.id), adapter.scale) for adapter in job.adapters)
                sequence.begin()
            except OroError as error:
                self._post.put(job.sink, Failed(error))
                self.slots.release(admission.slot)
                continue
            sequence.cached = admission.slot.cached
            self.counts.jobs += 1
            self.counts.cached_tokens += admission.slot.cached
            long = long or job.max_tokens >= MANY
        if long:
            self._park()

    def _park(self) -> None:
        for slot in self.slots.to_park():
            slot.parked = self.context.save(slot.id)
            self.context.drop(slot.id)

    def _prepare(self, admission: Admission[Sequence]) -> None:
        """Change the cache as an admission requires."""
        slot = admission.slot
        for emptied in admission.emptied:
            # A source that a job will be copied from must stay until it has been copied.
            if emptied is not admission.source:
                self.context.drop(emptied.id)
        if admission.parked is not None:
            self.context.drop(slot.id)
            if not (self.context.restore(admission.parked, slot.id) and self.context.drop(slot.id, admission.keep)):
                self.context.drop(slot.id)
                slot.cached = 0
        elif admission.source is not None:
            self.context.drop(slot.id)
            self.context.copy(admission.source.id, slot.id, admission.keep)
        elif not self.context.drop(slot.id, admission.keep):
            self.context.drop(slot.id)
            slot.cached = 0
        if admission.source in admission.emptied:
            assert admission.source is not None
            self.context.drop(admission.source.id)
        self._cleared()

    # -- when a step was not done ------------------------------------------------------------------

    def _undo(self, chosen: list[Slot[Sequence]], code: int) -> None:
        """Restore every cache to its state before the step (rule 3)."""
        self._streams = []
        for slot in chosen:
            if not self.context.drop(slot.id, slot.cached):
                self.context.drop(slot.id)
                slot.cached = 0
        if code == ABORTED:
            return
        if code == FULL and self._forget_one():
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

    def _forget_one(self) -> bool:
        """Empty the least recently used idle cache; return False when there is none."""
        kept = [slot for slot in self.slots.all if slot.work is None and slot.cached and slot.parked is None]
        if not kept:
            return False
        oldest = min(kept, key=lambda slot: slot.used)
        oldest.forget()
        self.context.drop(oldest.id)
        self._cleared()
        return True


def _size(job: Job) -> int:
    return len(job.prompt) + job.max_tokens
