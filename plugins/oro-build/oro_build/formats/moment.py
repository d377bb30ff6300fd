"""The time that files within a download bear, so that two makes of one app are the same bytes."""

from __future__ import annotations

import os

from oro_build.built import Built
from oro_build.errors import BuildError

__all__ = ("moment_of",)


def moment_of(built: Built) -> int:
    """Return `SOURCE_DATE_EPOCH` where it is set, else the time of the newest file of the built app, in seconds.

    Raises:
        BuildError: `SOURCE_DATE_EPOCH` is no number.
    """
    said = os.environ.get("SOURCE_DATE_EPOCH")
    if said is None:
        return max((int(path.lstat().st_mtime) for path in built.folder.rglob("*")), default=0)
    if not said.isdecimal():
        raise BuildError(f'Cannot date the files: SOURCE_DATE_EPOCH is "{said}", expected seconds since 1970')
    return int(said)
