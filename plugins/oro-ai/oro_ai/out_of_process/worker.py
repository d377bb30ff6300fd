"""The worker in the process that computes: it carries out orders and sends reports."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import trio

from oro_ai.engine.job import Done, Event, Failed, Job, Piece
from oro_ai.in_process.engine import Here
from oro_ai.out_of_process import messages as say
from oro_ai.out_of_process.frames import framed
from oro_ai.out_of_process.refusals import Refusal, raised, refusal

if TYPE_CHECKING:
    from oro_ai.in_process.embedder import HereEmbedder
    from oro_ai.in_process.generator import HereGenerator
    from oro_ai.in_process.model import HereModel

__all__ = ("Worker",)


class Worker:
    """Carry out orders in the order of arrival; requests run concurrently.

    Args:
        nursery: the nursery that requests run in.
        write: sends bytes, may block; called in one thread at a time.
    """

    def __init__(self, nursery: trio.Nursery, write: Callable[[bytes], None]) -> None:
        self._nursery = nursery
        self._write = write
        self._engine = Here(cleared=lambda: self.report(say.Cleared()), arrive=self._deliver)
        self._models: dict[int, HereModel] = {}
        self._generators: dict[int, HereGenerator] = {}
        self._embedders: dict[int, HereEmbedder] = {}
        self._owners: dict[int, int] = {}
        """The number of the model of each context."""
        self._jobs: dict[int, tuple[HereGenerator, Job]] = {}
        self._asked: dict[int, trio.CancelScope] = {}
        self._events: list[tuple[int, Piece | Done | Refusal]] = []
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(say.Order)

    def report(self, report: say.Report) -> None:
        """Send a report. Any thread."""
        self._engine.waker.call(partial(self._send, report))

    def take(self, message: bytes) -> None:
        """Carry out an order. On the loop."""
        order = self._decoder.decode(message)
        match order:
            case say.Asked():
                scope = self._asked[order.number] = trio.CancelScope()
                self._nursery.start_soon(self._answer, order, scope)
            case say.Submit():
                self._submit(order)
            case say.Cancel():
                if (known := self._jobs.get(order.job)) is not None:
                    known[0].cancel(known[1])
            case say.Forget():
                if (asked := self._asked.get(order.number)) is not None:
                    asked.cancel()
            case say.ClearSoon():
                self._generators[order.context].clear_soon()
            case say.End():
                (self._generators.get(order.context) or self._embedders[order.context]).end(raised(order.why))
            case say.Free():
                self._free(order.number)

    def _free(self, number: int) -> None:
        if (model := self._models.pop(number, None)) is not None:
            model.free()
            for context in [context for context, owner in self._owners.items() if owner == number]:
                self._forget(context)
        elif (generator := self._generators.pop(number, None)) is not None:
            generator.free()
            self._forget(number)

    def _forget(self, context: int) -> None:
        del self._owners[context]
        self._generators.pop(context, None)
        self._embedders.pop(context, None)

    # -- requests ----------------------------------------------------------------------------------

    async def _answer(self, order: say.Asked, scope: trio.CancelScope) -> None:
        with scope:
            try:
                value = self._encoder.encode(await self._found(order.ask))
            except Exception as error:
                self.report(say.Refused(order.number, refusal(error)))
            else:
                self.report(say.Answered(order.number, msgspec.Raw(value)))
        self._asked.pop(order.number, None)

    async def _found(self, ask: say.Ask) -> Any:
        """Carry out a request and return its answer."""
        match ask:
            case say.Load():
                model = self._models[ask.model] = await self._engine.load(Path(ask.path), ask.placement)
                return model.facts
            case say.MakeGenerator():
                self._generators[ask.context] = await self._models[ask.model].generator(ask.shape, ask.pace)
                self._owners[ask.context] = ask.model
                return None
            case say.MakeEmbedder():
                made = self._embedders[ask.context] = await self._models[ask.model].embedder(ask.threads)
                self._owners[ask.context] = ask.model
                return say.Embedder(made.longest, made.ranks)
            case say.Embed():
                return [vector.tobytes() for vector in await self._embedders[ask.context].compute(ask.inputs)]
            case say.Adapt() | say.Tokenize() | say.Read() | say.Pieces():
                return await _of_model(self._models[ask.model], ask)
            case _:
                return await _of_generator(self._generators[ask.context], ask)

    # -- jobs --------------------------------------------------------------------------------------

    def _submit(self, order: say.Submit) -> None:
        job = Job(
            prompt=order.prompt,
            max_tokens=order.max_tokens,
            sink=partial(self._told, order.job),
            sampling=order.sampling,
            stop=order.stop,
            ignore_end=order.ignore_end,
            special=order.special,
            logprobs=order.logprobs,
            adapters=order.adapters,
            reuse=order.reuse,
            scores=order.scores,
            media=order.media,
        )
        generator = self._generators[order.context]
        self._jobs[order.job] = (generator, job)
        generator.submit(job)

    def _told(self, number: int, event: Event) -> None:
        """Queue an event of a job for the next report. Called in the waker's thread."""
        if not isinstance(event, Piece):
            self._jobs.pop(number, None)
        self._events.append((number, refusal(event.error) if isinstance(event, Failed) else event))

    def _deliver(self, arrive: Callable[[], None]) -> None:
        """Send all queued events in one report. Called in the waker's thread."""
        arrive()
        if self._events:
            self._send(say.Told(self._events))
            self._events.clear()

    def _send(self, report: say.Report) -> None:
        self._write(framed(self._encoder.encode(report)))


async def _of_model(model: HereModel, ask: say.Adapt | say.Tokenize | say.Read | say.Pieces) -> Any:
    match ask:
        case say.Adapt():
            return await model.adapt(ask.id, Path(ask.path))
        case say.Tokenize():
            return await model.tokenize(ask.text, add_special=ask.add_special, parse_special=ask.parse_special)
        case say.Read():
            return await model.read(ask.parts, add_special=ask.add_special)
        case say.Pieces():
            return await model.pieces(ask.tokens)


async def _of_generator(generator: HereGenerator, ask: say.Look | say.Clear | say.Save | say.Restore) -> Any:
    match ask:
        case say.Look():
            return await generator.state()
        case say.Clear():
            return await generator.clear()
        case say.Save():
            return await generator.save(ask.slot)
        case say.Restore():
            return await generator.restore(ask.saved, ask.slot)
