"""A generator whose steps a test takes itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from oro_ai.engine.job import Done, Event, Job, Piece, Sampling
from oro_ai.engine.placement import Placement
from oro_ai.errors import NoModel
from oro_ai.llama.context import Context, Shape
from oro_ai.llama.generator import Generator
from oro_ai.llama.model import Model

__all__ = ("GREEDY", "Engine", "no_adapter")

HERE = Placement()
GREEDY = Sampling(temperature=0)


class Engine:
    """A generator of a model.

    Args:
        path: the file of the model.
        placement: where its weights lie, and its projector.
        shape: members of the context's shape.
    """

    def __init__(self, path: Path, placement: Placement = HERE, **shape: Any) -> None:
        self.model = Model(path, placement)
        self.context = Context(self.model, Shape(**{"cells": 1024, "sequences": 4, "batch": 32, **shape}))
        self.generator = Generator(self.context, pace=1.0, find=no_adapter)
        self.told: dict[Job, list[Event]] = {}

    def ask(self, prompt: str | list[int], tokens: int = 12, **more: Any) -> Job:
        """Submit a job and return it."""
        events: list[Event] = []
        given = self.model.vocab.tokenize(prompt) if isinstance(prompt, str) else prompt
        more = {"sampling": GREEDY, "ignore_end": True, "special": True, **more}
        job = Job(prompt=given, max_tokens=tokens, sink=events.append, **more)
        self.told[job] = events
        self.generator.submit(job)
        return job

    def run(self) -> None:
        """Take steps until there is nothing to do."""
        while self.generator.step():
            pass

    def text(self, job: Job) -> str:
        """Return the text of a job so far."""
        return "".join(event.text for event in self.told[job] if isinstance(event, Piece))

    def ended(self, job: Job) -> bool:
        """Return whether a job has ended."""
        return bool(self.told[job]) and isinstance(self.told[job][-1], Done)

    def done(self, job: Job) -> Done:
        """Return the end of a job."""
        done = self.told[job][-1]
        assert isinstance(done, Done), done
        return done

    def close(self) -> None:
        """Free the memory."""
        self.context.free()
        self.model.free()


def no_adapter(id: str) -> Any:
    """Refuse an adapter.

    Raises:
        NoModel: always.
    """
    raise NoModel(f'Cannot use LoRA adapter "{id}": it is not loaded')
