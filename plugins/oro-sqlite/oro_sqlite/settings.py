"""The configuration keys oro-sqlite reads."""

from __future__ import annotations

from typing import Any

from oro_framework.numbers import positive
from oro_framework.types import Setting

__all__ = ("ALL", "MAX_ANSWER", "MAX_DATABASES", "MAX_STATEMENTS")

MAX_DATABASES = Setting("sqlite_max_databases", positive, 64, "Databases one window may hold open")
MAX_ANSWER = Setting("sqlite_max_answer", positive, 256 << 20, "Bytes of rows one answer may hold")
MAX_STATEMENTS = Setting("sqlite_max_statements", positive, 4096, "Prepared statements one database may hold")

ALL: tuple[Setting[Any], ...] = (MAX_DATABASES, MAX_STATEMENTS, MAX_ANSWER)
