"""SQLite's refusals as errors a page understands."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from oro_framework.errors import InvalidArgument
from oro_sqlite.errors import RANGE, SQLiteError

__all__ = ("page_errors",)


@contextmanager
def page_errors() -> Iterator[None]:
    """Turn what SQLite and its binding raise into errors a page understands.

    Raises:
        SQLiteError: SQLite refused, or text in the database is no UTF-8.
        InvalidArgument: SQLite cannot hold a value.
    """
    try:
        yield
    except apsw.BindingsError as error:
        raise SQLiteError(RANGE) from error
    except apsw.Error as error:
        number = getattr(error, "extendedresult", 0) or getattr(error, "result", 0) or apsw.SQLITE_ERROR
        raise SQLiteError(number, str(error)) from error
    except UnicodeDecodeError as error:
        raise SQLiteError(apsw.SQLITE_MISMATCH, "Cannot read a text of the database: it is no UTF-8") from error
    except (OverflowError, ValueError) as error:
        raise InvalidArgument(f"Cannot bind a value: {error}") from error
