"""The numbers `fs.constants` answers with: this platform's own, and libuv's."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Mapping
from types import MappingProxyType

from oro_fs.files.stat import Dirent

__all__ = ("CONSTANTS", "COPYFILE_EXCL", "COPYFILE_FICLONE", "COPYFILE_FICLONE_FORCE")

COPYFILE_EXCL = 1
COPYFILE_FICLONE = 2
COPYFILE_FICLONE_FORCE = 4

_LIBUV = {
    "UV_FS_SYMLINK_DIR": 1,
    "UV_FS_SYMLINK_JUNCTION": 2,
    "UV_FS_O_FILEMAP": 0,
    "UV_DIRENT_UNKNOWN": Dirent.UNKNOWN,
    "UV_DIRENT_FILE": Dirent.FILE,
    "UV_DIRENT_DIR": Dirent.DIR,
    "UV_DIRENT_LINK": Dirent.LINK,
    "UV_DIRENT_FIFO": Dirent.FIFO,
    "UV_DIRENT_SOCKET": Dirent.SOCKET,
    "UV_DIRENT_CHAR": Dirent.CHAR,
    "UV_DIRENT_BLOCK": Dirent.BLOCK,
    "UV_FS_COPYFILE_EXCL": COPYFILE_EXCL,
    "UV_FS_COPYFILE_FICLONE": COPYFILE_FICLONE,
    "UV_FS_COPYFILE_FICLONE_FORCE": COPYFILE_FICLONE_FORCE,
    "COPYFILE_EXCL": COPYFILE_EXCL,
    "COPYFILE_FICLONE": COPYFILE_FICLONE,
    "COPYFILE_FICLONE_FORCE": COPYFILE_FICLONE_FORCE,
}

_OPEN = (
    *("O_RDONLY", "O_WRONLY", "O_RDWR", "O_CREAT", "O_EXCL", "O_NOCTTY", "O_TRUNC", "O_APPEND", "O_DIRECTORY"),
    *("O_NOATIME", "O_NOFOLLOW", "O_SYNC", "O_DSYNC", "O_SYMLINK", "O_DIRECT", "O_NONBLOCK"),
)
_ACCESS = ("F_OK", "R_OK", "W_OK", "X_OK")
_MODE = re.compile("S_(IF(REG|DIR|CHR|BLK|IFO|LNK|SOCK)|I[RWX](USR|GRP|OTH)|IRWX[UGO])")


def _collect() -> dict[str, int]:
    flags = {name: int(getattr(os, name)) for name in (*_OPEN, *_ACCESS) if hasattr(os, name)}
    modes = {name: int(getattr(stat, name)) for name in dir(stat) if _MODE.fullmatch(name)}
    return {**_LIBUV, **flags, **modes, "S_IFMT": 0o170000}


CONSTANTS: Mapping[str, int] = MappingProxyType(_collect())
"""Every constant this platform has."""
