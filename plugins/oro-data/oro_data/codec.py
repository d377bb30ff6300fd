"""Codecs turn values into parts of frames and back; they are chosen by names of classes, so no library is imported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from oro_data.frame import Part, Plain

__all__ = ("Codec", "Codecs", "class_names")


class Codec(Protocol):
    """Turns values of some classes into parts of one kind, and back."""

    @property
    def kind(self) -> str:
        """The name of the kind in frames."""
        ...

    @property
    def classes(self) -> Mapping[str, str]:
        """The TypeScript types of the classes, by top-level package and the name of the class: `numpy.ndarray`."""
        ...

    def encode(self, value: Any) -> Part | Plain:
        """Return the part for a value of one of the classes, or what JSON has for it.

        Raises:
            ValueError: this one cannot be carried; the message says why and what to do.
        """
        ...

    def decode(self, part: Part, wanted: str) -> Any:
        """Return the value for a part.

        Args:
            part: from a page, so nothing of it may be trusted.
            wanted: the one of the classes that the parameter has; empty where the hint says none.

        Raises:
            ValueError: it cannot be read.
        """
        ...


class Codecs:
    """Codecs by class and by kind; the first one given wins.

    Args:
        codecs: all of them.
    """

    def __init__(self, codecs: Iterable[Codec]) -> None:
        self._by_class: dict[str, Codec] = {}
        self._by_kind: dict[str, list[Codec]] = {}
        for codec in codecs:
            self._by_kind.setdefault(codec.kind, []).append(codec)
            for name in codec.classes:
                self._by_class.setdefault(name, codec)

    def types(self) -> dict[str, str]:
        """Return the TypeScript type of each class."""
        return {name: codec.classes[name] for name, codec in self._by_class.items()}

    def encode(self, value: Any) -> Part | Plain:
        """Return the part for a value, or what JSON has for it.

        Raises:
            TypeError: no codec has its class.
            ValueError: its codec cannot carry it.
        """
        for name in class_names(type(value)):
            if (codec := self._by_class.get(name)) is not None:
                return codec.encode(value)
        raise TypeError(f"no codec is there for {type(value).__module__}.{type(value).__qualname__}")

    def decode(self, part: Part, names: Sequence[str] = ()) -> Any:
        """Return the value for a part.

        Args:
            part: the part.
            names: of the classes that its parameter may have; without one, the first codec of the kind decides.

        Raises:
            ValueError: no codec reads it as one of these.
        """
        codecs = self._by_kind.get(part.kind, [])
        for name in names:
            for codec in codecs:
                if name in codec.classes:
                    return codec.decode(part, name)
        if not codecs:
            raise ValueError(f'no codec reads parts of kind "{part.kind}"')
        if any(name in self._by_class for name in names):
            raise ValueError(f'expected {" or ".join(names)}, got a part of kind "{part.kind}"')
        return codecs[0].decode(part, "")


def class_names(cls: type) -> list[str]:
    """Return the names of a class and of its bases, each with the top-level package alone."""
    return [f"{each.__module__.partition('.')[0]}.{each.__name__}" for each in cls.__mro__]
