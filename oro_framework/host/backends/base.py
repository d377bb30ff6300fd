"""What a backend is: the GUI side of the house, reduced to the methods every engine has.

A backend owns the main thread. It turns each scheme request of its engine into a `Request`, hands
it to `Door.open` with a `Reply`, and tells the returned `Exchange` when the page lost interest.
Everything here that says *GUI thread* is called only there; everything that says *loop thread* only
there. Crossing is done by `host.threads` and nowhere else.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

from oro_framework.host.protocol import Request
from oro_framework.types import Headers, Scheme

__all__ = (
    "Backend",
    "BodyWriter",
    "Capabilities",
    "Door",
    "Exchange",
    "FileDialog",
    "FileSlice",
    "Head",
    "Reply",
    "View",
    "ViewEvents",
    "ViewSpec",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What an engine really does with our schemes; each is proven by the capability suite."""

    status: bool
    """Statuses other than 200 reach fetch(), natively or by the head envelope."""
    native_status: bool
    """Statuses reach `<img>`, navigation and everything else too."""
    headers: bool
    stream_response: bool
    """The first byte arrives before the last is written."""
    request_body: bool
    cancel: bool
    """An abort in the page reaches the exchange."""
    redirect: bool
    range: bool
    media: bool
    """`<audio>` and `<video>` play and seek from a custom scheme without help."""
    preload: bool
    preload_frames: bool
    user_agent: bool
    console: bool
    navigation_policy: bool
    evaluate: bool
    windows: bool
    """There is something a person can see."""
    verified: bool
    """The table was proven on the real engine by this project's own suite."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """Status and headers of an answer; header names are lower case, values as given."""

    status: int
    headers: Headers


@dataclass(frozen=True, slots=True)
class FileSlice:
    """`length` bytes of the open file `fd` from `offset`; whoever receives it closes `fd`."""

    fd: int
    offset: int
    length: int


class BodyWriter(Protocol):
    """The open end of a streamed answer. Loop thread."""

    async def write(self, chunk: bytes) -> None:
        """Hand over a chunk and wait until the engine has room.

        Raises:
            Closed: the page went away. If cancelled, part of the chunk may have been written.
        """
        ...

    def close(self) -> None:
        """End the body normally; idempotent, never blocks."""
        ...

    def abort(self) -> None:
        """End the body so that the page sees a network error where the engine can show one."""
        ...


class Reply(Protocol):
    """The engine's end of one exchange. Loop thread; exactly one of these is called, once."""

    def respond(self, head: Head, body: bytes) -> None:
        """Answer at once with a whole body."""
        ...

    def respond_file(self, head: Head, file: FileSlice) -> None:
        """Answer with part of a file, moved by the engine or the kernel."""
        ...

    def stream(self, head: Head) -> BodyWriter:
        """Begin an answer whose body comes in pieces; the head reaches the page at once."""
        ...


class Exchange(Protocol):
    """A request being answered. Any thread."""

    def abort(self) -> None:
        """Tell the handler that the page lost interest: it is cancelled. Idempotent, never raises."""
        ...


class Door(Protocol):
    """Where backends bring requests. Any thread; never raises, never blocks.

    Opened on the loop thread, an exchange may have answered before `open` returns.
    """

    def open(self, request: Request, reply: Reply) -> Exchange: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSpec:
    """What a window is made with; sizes and positions in logical px."""

    url: str
    title: str = ""
    width: int = 1024
    height: int = 768
    x: int | None = None
    y: int | None = None
    min_width: int = 200
    min_height: int = 100
    resizable: bool = True
    frameless: bool = False
    hidden: bool = False
    background: str = "#ffffff"
    preload: str = ""
    """One classic script, run at document start in every frame."""
    user_agent_suffix: str = ""
    inspector: bool = False
    trusted: bool = True
    """False makes a view with none of our schemes, for foreign origins (backends.md, risk 1)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewEvents:
    """What a view tells the host. Called on the GUI thread; none of them may raise or block."""

    caller: Callable[[str | None, bool], Any]
    """(origin, top_level) → `Caller` for a request of this view."""
    document_replaced: Callable[[str], None]
    """A new document was committed in the top frame, with its URL."""
    title_changed: Callable[[str], None]
    shown: Callable[[], None]
    hidden: Callable[[], None]
    closed: Callable[[], None]
    crashed: Callable[[str], None]
    """The renderer died, with the engine's reason."""
    console: Callable[[str, str], None]
    """(level, text) of a console message."""
    navigate: Callable[[str, bool], str]
    """(url, top_level) → `allow`, `deny` or `external`."""


class View(ABC):
    """One engine view in its window. GUI thread."""

    @abstractmethod
    def show(self) -> None: ...
    @abstractmethod
    def hide(self) -> None: ...
    @abstractmethod
    def close(self) -> None: ...
    @abstractmethod
    def maximize(self) -> None: ...
    @abstractmethod
    def minimize(self) -> None: ...
    @abstractmethod
    def restore(self) -> None: ...
    @abstractmethod
    def load(self, url: str) -> None: ...
    @abstractmethod
    def set_title(self, title: str) -> None: ...
    @abstractmethod
    def resize(self, width: int, height: int) -> None: ...
    @abstractmethod
    def move(self, x: int, y: int) -> None: ...
    @abstractmethod
    def geometry(self) -> tuple[int, int, int, int]:
        """Return x, y, width, height in logical px."""

    @abstractmethod
    def evaluate(self, script: str, done: Callable[[Any, str | None], None] | None = None) -> None:
        """Run a script in the top frame; `done(value, error)` gets its JSON value."""

    @abstractmethod
    def snapshot(self, path: Path, done: Callable[[str | None], None]) -> None:
        """Save what is painted as a PNG; `done(error)`."""

    @abstractmethod
    def show_inspector(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDialog:
    """What a file dialog offers."""

    kind: str = "open"
    """`open`, `save` or `folder`."""
    multiple: bool = False
    title: str = ""
    directory: str = ""
    name: str = ""
    filters: Sequence[str] = field(default_factory=tuple)


class Backend(ABC):
    """An engine. Made on the main thread with the schemes it must register before any view exists."""

    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]
    preload: str = ""
    """A classic script this engine needs before the framework's own preload, in every frame."""

    def __init__(self, schemes: Sequence[Scheme], door: Door, app_id: str) -> None:
        self.schemes = schemes
        self.door = door
        self.app_id = app_id

    @classmethod
    @abstractmethod
    def missing(cls) -> list[str]:
        """Return what this machine lacks to run the backend, each with the command that mends it."""

    @classmethod
    def warm_up(cls) -> Callable[[], None]:
        """Start what the engine runs in processes of its own, before the host is there. Main thread.

        What is returned is called now and then until `run`, to let them get on.
        """
        return _nothing

    @abstractmethod
    def run(self, ready: Callable[[], None]) -> None:
        """Run the GUI loop; call `ready` on the GUI thread once views may be made; return after `quit`."""

    @abstractmethod
    def post(self, function: Callable[..., object], *args: object) -> None:
        """Run `function` on the GUI thread soon. Any thread; calls keep their order."""

    @abstractmethod
    def quit(self) -> None:
        """End `run`. Any thread, idempotent."""

    @abstractmethod
    def create_view(self, spec: ViewSpec, events: ViewEvents) -> View:
        """Make a view and start loading. GUI thread."""

    @abstractmethod
    def open_external(self, url: str) -> None:
        """Open a URL with the desktop's own program. GUI thread."""

    @abstractmethod
    def screen_size(self) -> tuple[int, int]:
        """Return width and height of the primary screen in logical px. GUI thread."""

    @abstractmethod
    def file_dialog(self, dialog: FileDialog, done: Callable[[list[str]], None]) -> None:
        """Ask the person for files; `done` gets absolute paths, none when cancelled. GUI thread."""


def _nothing() -> None:
    """An engine without processes of its own has nothing to get on with."""
