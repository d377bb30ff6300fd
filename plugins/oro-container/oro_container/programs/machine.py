"""Programs of the machine: the POSIX commands that every container has, and those a policy adds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Mapping

__all__ = ("POSIX", "found")

POSIX = (
    *("[", "awk", "basename", "bash", "cat", "chmod", "cmp", "comm", "cp", "cut", "date", "dd", "diff", "dirname"),
    *("du", "echo", "env", "expr", "false", "find", "fold", "grep", "gunzip", "gzip", "head", "id", "join", "kill"),
    *(
        "ln",
        "ls",
        "md5sum",
        "mkdir",
        "mkfifo",
        "mktemp",
        "mv",
        "nl",
        "nohup",
        "nproc",
        "od",
        "paste",
        "pathchk",
        "pr",
        "printf",
    ),
    *(
        "ps",
        "pwd",
        "readlink",
        "realpath",
        "rm",
        "rmdir",
        "sed",
        "seq",
        "setsid",
        "sh",
        "sha256sum",
        "sleep",
        "sort",
        "split",
    ),
    *(
        "stat",
        "stty",
        "tac",
        "tail",
        "tar",
        "tee",
        "test",
        "timeout",
        "touch",
        "tr",
        "true",
        "truncate",
        "tty",
        "uname",
    ),
    *("uniq", "unlink", "wc", "which", "xargs", "yes"),
)
"""Commands for files, texts and processes; the shell is the machine's `sh`, the others its own as well."""
_ALIASES = {"jsh": "bash"}
"""Names that are known from WebContainers, with the program that serves them."""


def found(more: Iterable[str] = ()) -> Mapping[str, str]:
    """Return the files of programs by the path they have in a container; those that are not here are left out.

    A name is looked for among the system's programs before those of `PATH`: a container has the system's libraries,
    and none of a folder that a version manager puts in front.

    Args:
        more: names or absolute paths of further programs.
    """
    programs: dict[str, str] = {}
    for name in POSIX:
        if (path := shutil.which(name, path=os.defpath)) is not None:
            programs[f"/usr/bin/{name}"] = os.path.realpath(path)
    for name, served in _ALIASES.items():
        if (path := programs.get(f"/usr/bin/{served}") or programs.get("/usr/bin/sh")) is not None:
            programs[f"/usr/bin/{name}"] = path
    for name in more:
        if (path := shutil.which(name, path=os.defpath) or shutil.which(name)) is not None:
            programs[f"/usr/bin/{os.path.basename(name)}"] = os.path.realpath(path)
    return programs
