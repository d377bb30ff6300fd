"""The size of a terminal and its modes."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ("Modes", "Size")


@dataclass(frozen=True, slots=True)
class Size:
    """How many columns and rows a screen has."""

    columns: int = 80
    rows: int = 24

    def __post_init__(self) -> None:
        if not (0 < self.columns < 65536 and 0 < self.rows < 65536):
            raise ValueError(
                f"Cannot have a terminal of {self.columns} columns and {self.rows} rows: both are 1 to 65535"
            )


@dataclass(frozen=True, slots=True)
class Modes:
    """How a terminal treats what is typed and written; the default is cooked."""

    canonical: bool = True
    """Whether lines can be edited until they are sent (ICANON)."""
    echo: bool = True
    """Whether what is typed is shown (ECHO)."""
    signals: bool = True
    """Whether keys send signals (ISIG)."""
    returns: bool = True
    """Whether a return is read as a new line (ICRNL)."""
    newlines: bool = True
    """Whether a new line is written as return and new line (OPOST with ONLCR)."""

    @classmethod
    def raw(cls) -> Modes:
        """Return the modes in which everything goes through as it is, as `setRawMode(true)` of Node has them."""
        return cls(canonical=False, echo=False, signals=False, returns=False, newlines=True)

    @property
    def raw_input(self) -> bool:
        """Whether what is typed goes through as it is."""
        return not (self.canonical or self.signals)
