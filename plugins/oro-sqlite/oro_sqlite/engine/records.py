"""How databases are opened, how much they may hold, and what running a statement came to."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from oro_sqlite.wire.budget import Budget
from oro_sqlite.wire.columns import Column
from oro_sqlite.wire.values import Row

__all__ = ("Choices", "Limits", "Ran", "Status")


class Choices(Struct, frozen=True, kw_only=True):
    """Choices when a database is opened; those not made are SQLite's own."""

    timeout: int = 0
    """Milliseconds to wait for a lock."""
    foreign_keys: bool = False
    double_quoted_strings: bool = True


class Limits(Struct, frozen=True):
    """How much one database may hold; see the settings of the same names."""

    statements: int
    answer: int

    def budget(self) -> Budget:
        """Return how much one answer may hold."""
        return Budget(self.answer)


class Ran(Struct, frozen=True):
    """Rows, and how the connection stands after them."""

    columns: Sequence[Column]
    rows: Sequence[Row]
    done: bool
    changes: int
    last_rowid: int
    in_transaction: bool


class Status(Struct, frozen=True):
    """How one schema of a connection stands."""

    path: str | None
    """None in memory."""
    read_only: bool
    in_transaction: bool
