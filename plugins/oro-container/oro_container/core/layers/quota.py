"""`Quota`, how much the upper layer may hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .node import Folder

__all__ = ("Quota",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """How much the upper layer may hold; None is no limit."""

    bytes: int | None = None
    files: int | None = None
    code: Literal["ENOSPC", "EDQUOT"] = "ENOSPC"
    """The reason that is given: of a device that is full (as tmpfs and project quotas say), or of a user's quota."""

    def refusal(self, old: Folder, new: Folder) -> str | None:
        """Return why a change of the upper layer is refused, if it is; one by which it does not grow never is."""
        if self.bytes is not None and new.size > self.bytes and new.size > old.size:
            return f"{new.size} bytes are more than the {self.bytes} that the container may have"
        if self.files is not None and new.count - 1 > self.files and new.count > old.count:
            return f"{new.count - 1} files and folders are more than the {self.files} that the container may have"
        return None
