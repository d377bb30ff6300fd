"""The order in which engines and remedies are tried until a window is painted."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, json

from oro_framework.host.painting.remedies import Remedy, remedy_named

__all__ = ("Attempt", "Attempts", "following")


class Attempt(Struct, frozen=True):
    """One way to start: a backend, and a remedy by its name; empty is none."""

    backend: str
    remedy: str = ""

    def __str__(self) -> str:
        found = remedy_named(self.backend, self.remedy)
        return f"backend {self.backend}" if found is None else f"backend {self.backend}, {found.name}: {found.effect}"


class Attempts(Struct):
    """The attempts that one start hands to the next."""

    failed: list[Attempt]
    """The attempts that painted nothing, in the order in which they were made."""
    current: Attempt
    """The one that the next start makes."""

    def to_text(self) -> str:
        """Return the attempts as `from_text` reads them."""
        return json.encode(self).decode()

    @classmethod
    def from_text(cls, text: str) -> Attempts:
        """Read attempts.

        Raises:
            ValueError: the text is not of `to_text`.
        """
        return json.decode(text, type=cls)


def following(
    failed: Sequence[Attempt], backends: Sequence[str], remedies: Callable[[str], Sequence[Remedy]]
) -> Attempt | None:
    """Return the first attempt that has not failed: each remedy of a backend, then the next backend; None after all.

    Args:
        failed: those that did.
        backends: the backends that may be used, the one of the first attempt in front.
        remedies: gives those of a backend.
    """
    return next((attempt for attempt in _all(backends, remedies) if attempt not in failed), None)


def _all(backends: Sequence[str], remedies: Callable[[str], Sequence[Remedy]]) -> Iterator[Attempt]:
    for backend in backends:
        yield Attempt(backend)
        for remedy in remedies(backend):
            yield Attempt(backend, remedy.name)
