"""Descriptions of programs to start, as pages give them, checked. Sans-IO.

Rules
1. `stdio` has an entry for each descriptor: `pipe`, `ignore`, or the number of a descriptor: of the host, 0 to 2,
   or of a file that the page holds open. The first three are `pipe` unless given.
2. `args` are all of them, the program's own name included.
3. In `child_process.spawn` and `child_process.exec`, `args` and `env` are text, their items joined by U+0001.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from oro_framework.errors import InvalidArgument
from oro_framework.parameters import from_json
from oro_process.errors import NoCommand

__all__ = ("Start", "Stdio", "from_text", "read_start", "split_input")

Stdio = Literal["pipe", "ignore"] | Annotated[int, msgspec.Meta(ge=0, lt=1 << 31)]
_MOST_STDIO = 32
_LENGTH = 4


class Start(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program to start."""

    file: str
    args: list[str]
    """Empty means `[file]`."""
    id: str = ""
    """Chosen by the host when empty."""
    cwd: str | None = None
    """None means the host's."""
    env: dict[str, str] | None = None
    """None means the host's."""
    overlay: dict[str, str] = {}
    """Variables besides the host's, where `env` is None."""
    stdio: list[Stdio] = []
    detached: bool = False
    """It leads a session of its own and is left running when its window goes."""
    uid: int | None = None
    gid: int | None = None
    timeout: float = 0
    """Milliseconds after which `kill_signal` is sent; 0 for never. Only of programs that are waited for."""
    kill_signal: int | str = msgspec.field(default=15, name="killSignal")
    max_buffer: int | None = msgspec.field(default=None, name="maxBuffer")
    """Bytes of output after which `kill_signal` is sent; None for no limit. Only of programs that are waited for."""
    channel: int | None = None
    """The pipe that carries the messages of a Node program, 3 or above; its number is in `NODE_CHANNEL_FD`."""
    input: int | None = None
    """The descriptor that is given the bytes that came along; None for none."""

    @property
    def argv(self) -> list[str]:
        return self.args or [self.file]

    @property
    def descriptors(self) -> list[Stdio]:
        """Return what each descriptor is, the first three included."""
        missing: list[Stdio] = ["pipe"] * (3 - len(self.stdio))
        return self.stdio + missing


def read_start(body: bytes) -> Start:
    """Read a description from JSON.

    Raises:
        InvalidArgument: it is none, or it cannot be meant.
    """
    try:
        asked = from_json(body, Start)
    except ValueError as error:
        raise InvalidArgument(f"Cannot start a program: {error}") from error
    return _checked(asked)


def split_input(body: bytes) -> tuple[bytes, bytes]:
    """Cut a body into the JSON whose length its first four bytes tell, and the input that follows.

    Raises:
        InvalidArgument: it is shorter than it says.
    """
    end = _LENGTH + int.from_bytes(body[:_LENGTH], "big")
    if len(body) < max(end, _LENGTH):
        raise InvalidArgument("Cannot start a program: the body is shorter than it says")
    return body[_LENGTH:end], body[end:]


def from_text(params: Mapping[str, Any], *, id: str, args: str, shell: bool, cwd: str, env: str | None) -> Start:
    """Read a description from the parameters of `child_process.spawn`.

    Args:
        params: where `stdin`, `stdout` and `stderr` may be `false`.
        id: of the program.
        args: a program and its arguments, joined by U+0001.
        shell: joins them with spaces and gives them to `/bin/sh`.
        cwd: empty for the host's.
        env: `NAME=value`, joined by U+0001; None for the host's.

    Raises:
        NoCommand: there is no program.
        InvalidArgument: something cannot be meant.
    """
    words = args.split("\1")
    if not words[0]:
        raise NoCommand
    argv = ["/bin/sh", "-c", " ".join(words)] if shell else words
    pairs = [item.partition("=") for item in (env or "").split("\1") if item]
    stdio: list[Stdio] = [
        "ignore" if str(params.get(name)).lower() == "false" else "pipe" for name in ("stdin", "stdout", "stderr")
    ]
    named = None if env is None else {name: value for name, _, value in pairs}
    return _checked(Start(id=id, file=argv[0], args=argv, cwd=cwd or None, env=named, stdio=stdio))


def _checked(asked: Start) -> Start:
    env = asked.overlay if asked.env is None else asked.env
    texts = [asked.file, *asked.args, asked.cwd or "", *env, *env.values()]
    if any("\0" in text for text in texts):
        raise InvalidArgument("Cannot start a program: a text holds a null byte")
    if any(not name or "=" in name for name in env):
        raise InvalidArgument('Cannot start a program: a name in its environment is empty or holds "="')
    if len(asked.stdio) > _MOST_STDIO:
        raise InvalidArgument(f"Cannot start a program: it may have {_MOST_STDIO} descriptors at most")
    if any(number is not None and not 0 <= number < 1 << 32 for number in (asked.uid, asked.gid)):
        raise InvalidArgument("Cannot start a program: uid and gid must be 0 to 4294967295")
    return asked
