"""Choose how this start has its engine paint, and start the app once more where that failed. Main thread."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, MutableMapping, Sequence
from datetime import date

from msgspec.structs import replace

from oro_framework.host.backends.choice import backend_class
from oro_framework.host.painting import VARIABLE
from oro_framework.host.painting.attempts import Attempt, Attempts, following
from oro_framework.host.painting.engine_versions import engine_version
from oro_framework.host.painting.graphics import graphics
from oro_framework.host.painting.memory import Kept, Memory
from oro_framework.host.painting.remedies import Remedy, apply, remedies_for, remedy_named, strongest
from oro_framework.host.painting.unfinished import Unfinished

__all__ = ("PaintingStart", "memory_key")


def memory_key(backend: str, environ: Mapping[str, str]) -> str:
    """Return what `Memory` keeps the attempts of a backend under: the machine's graphics, and the engine's version."""
    return f"{backend} {engine_version(backend)}; {graphics(environ)}"


class PaintingStart:
    """One start with one attempt, applied to the environment when it is made.

    Args:
        backends: the backends that may be used, the one that comes first in front; never empty.
        safe: use as little of the graphics card as there is a remedy for, whatever is known.
        environ: the environment that the engine's processes get.
    """

    def __init__(
        self, backends: Sequence[str], *, safe: bool = False, environ: MutableMapping[str, str] = os.environ
    ) -> None:
        self._backends = backends
        handed = _handed(environ.pop(VARIABLE, ""))
        self._before = dict(environ)
        """The environment without a remedy, which the next start gets."""
        self._graphics = graphics(environ)
        self._key = memory_key(backends[0], environ)
        self._memory = Memory()
        self.failed = Unfinished().failed() if handed is None else handed.failed
        self.attempt = self._first(safe) if handed is None else handed.current
        if (remedy := remedy_named(self.attempt.backend, self.attempt.remedy)) is not None:
            apply(remedy, environ)

    def _first(self, safe: bool) -> Attempt:
        first = self._backends[0]
        if safe:
            remedy = strongest(first)
            return Attempt(first, remedy.name if remedy is not None else "")
        kept = self._memory[self._key]
        known = None if kept is None else kept.attempt
        attempt = Attempt(first) if known is None or known.backend not in self._backends else known
        return (self._after(self.failed) or attempt) if attempt in self.failed else attempt

    def is_hopeless(self, bundle: str) -> bool:
        """Return whether all has been tried for an app on this machine, and nothing painted it."""
        kept = self._memory[self._key]
        return kept is not None and bundle in kept.apps

    @property
    def machine(self) -> str:
        """The machine's graphics, for messages."""
        return str(self._graphics)

    def following(self) -> Attempt | None:
        """Return what to try next, or None when all has been tried."""
        return self._after([*self.failed, self.attempt])

    def _after(self, failed: Sequence[Attempt]) -> Attempt | None:
        first, *others = self._backends
        usable = [first, *(name for name in others if not backend_class(name).missing())]
        return following(failed, usable, self._remedies)

    def _remedies(self, backend: str) -> list[Remedy]:
        return [remedy for remedy in remedies_for(backend, self._graphics) if remedy.changes(self._before)]

    def keep(self) -> None:
        """Keep that this attempt painted, for the next starts.

        Raises:
            OSError: it cannot be written.
        """
        self._memory.keep(self._key, Kept(self.attempt, date.today().isoformat()))

    def give_up(self, bundle: str) -> None:
        """Keep that no attempt painted an app, so that it is not started again and again.

        Raises:
            OSError: it cannot be written.
        """
        kept = self._memory[self._key] or Kept(None, date.today().isoformat())
        self._memory.keep(self._key, replace(kept, apps=[*kept.apps, bundle]))

    def again(self, attempt: Attempt, command: Sequence[str]) -> None:
        """Become the next start of the app, in this process. Never returns.

        Raises:
            OSError: the program cannot be started.
        """
        attempts = Attempts([*self.failed, self.attempt], attempt)
        sys.stdout.flush()
        sys.stderr.flush()
        os.execvpe(command[0], list(command), {**self._before, VARIABLE: attempts.to_text()})


def _handed(text: str) -> Attempts | None:
    """Read what the start before handed over; None where there was none, or it cannot be read."""
    try:
        return Attempts.from_text(text) if text else None
    except ValueError:
        return None
