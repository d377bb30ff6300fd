"""Lets an agent see and use an app under `oro dev`: the routes `agent.*`, for `oro mcp --dev` alone.

Only the program of the app's author may call them; pages and other programs may not, and no other run has them.
Input is made by scripts in the page, so its events are not trusted ones; `oro webdriver` gives real input.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from importlib import resources
from itertools import count
from typing import TYPE_CHECKING, Any

from oro_framework.errors import Broken, Denied, InvalidArgument, NotFound, TimedOut
from oro_framework.hookspecs import hookimpl
from oro_framework.service import route
from oro_framework.types import Call, Response

if TYPE_CHECKING:  # imported in parallel by the start of the app
    from oro_framework.dev.trace import Trace
    from oro_framework.host.backends.interface.console import ConsoleMessage
    from oro_framework.host.inner import RunningHost
    from oro_framework.host.windows.window import ManagedWindow
    from oro_framework.types import Host

__all__ = ("Agent",)

AUTHOR = "program oro"
"""The origin of the commands of the person who started the app."""
KEPT = 500
"""Messages of the console that are kept."""
LOOK = 0.1
"""Seconds between two looks of `agent.wait`."""


class Agent:
    """A plugin with the routes.

    Args:
        trace: returns the recorder of calls, once there is one.
    """

    def __init__(self, trace: Callable[[], Trace | None]) -> None:
        self.plugin = ("agent", self)
        self._trace = trace
        self._messages: deque[dict[str, Any]] = deque(maxlen=KEPT)
        self._numbers = count(1)
        self._host: RunningHost

    @hookimpl
    def oro_launch(self, host: Host) -> None:
        """Keep the messages of pages, besides what becomes of them otherwise."""
        from oro_framework.host.inner import inner

        self._host = inner(host)
        shown = self._host.console

        def keep(window: ManagedWindow, message: ConsoleMessage) -> None:
            self._messages.append(_message(next(self._numbers), window, message))
            shown(window, message)

        self._host.console = keep

    @hookimpl
    def oro_routes(self, host: Host) -> Sequence[Callable[..., Any]]:
        """Declare the routes."""
        return [
            self.windows, self.tree, self.console, self.calls, self.screenshot, self.click, self.type, self.press,
            self.evaluate, self.reload, self.wait,
        ]  # fmt: skip

    # -- seeing --------------------------------------------------------------------------------------

    @route("agent.windows")
    def windows(self, call: Call) -> list[dict[str, Any]]:
        """Return the open windows, and begin to record calls."""
        self._check(call)
        return [
            {
                "window": each.index,
                "title": each.title,
                "url": each.url,
                "status": each.status.name.lower(),
                "size": each.size,
            }
            for each in self._host.windows
        ]

    @route("agent.tree")
    async def tree(self, call: Call, window: int = 0) -> str:
        """Return the accessibility tree of a page, with a reference to each element."""
        return str(await self._ask(call, window, "tree"))

    @route("agent.console")
    def console(self, call: Call, after: int = 0) -> list[dict[str, Any]]:
        """Return the messages of the console after one of a number."""
        self._check(call)
        return [each for each in self._messages if each["number"] > after]

    @route("agent.calls")
    def calls(self, call: Call, after: int = 0) -> list[dict[str, Any]]:
        """Return calls, events and decisions about permissions since an agent first asked, after one of a number."""
        return [each for each in self._check(call) if each["number"] > after]

    @route("agent.screenshot")
    async def screenshot(self, call: Call, window: int = 0) -> Response:
        """Return what a window shows, as a PNG."""
        import tempfile
        from pathlib import Path

        import trio

        self._check(call)
        with tempfile.TemporaryDirectory(prefix="oro-agent-") as folder:
            path = Path(folder) / "window.png"
            await self._window(window).snapshot(path)
            return Response(body=await trio.Path(path).read_bytes(), headers=(("content-type", "image/png"),))

    # -- acting --------------------------------------------------------------------------------------

    @route("agent.click")
    async def click(self, call: Call, ref: str, window: int = 0) -> None:
        """Click an element of the tree."""
        await self._ask(call, window, "click", ref=ref)

    @route("agent.type")
    async def type(self, call: Call, ref: str, text: str, window: int = 0, *, clear: bool = False) -> None:
        """Type a text into an element of the tree, or choose an option by it."""
        await self._ask(call, window, "type", ref=ref, text=text, clear=clear)

    @route("agent.press")
    async def press(self, call: Call, key: str, window: int = 0) -> None:
        """Press a key, such as `Enter` or `Control+s`, where the focus is."""
        await self._ask(call, window, "press", key=key)

    @route("agent.evaluate")
    async def evaluate(self, call: Call, script: str, window: int = 0) -> Any:
        """Run a script in a page; return its JSON value."""
        self._check(call)
        return await self._window(window).evaluate(script)

    @route("agent.reload")
    async def reload(self, call: Call, window: int = 0) -> None:
        """Load a page anew."""
        self._check(call)
        await self._window(window).evaluate("setTimeout(() => location.reload()), 0")

    @route("agent.wait", deadline=0)
    async def wait(self, call: Call, text: str, window: int = 0, seconds: float = 5.0, *, gone: bool = False) -> str:
        """Wait until the tree of a page has a text, or has it no more; return the tree.

        Raises:
            TimedOut: it did not come to that in time.
        """
        import trio

        if not 0 < seconds <= 60:
            raise InvalidArgument(f"Cannot wait {seconds:g} s: expected more than 0 and at most 60")
        with trio.move_on_after(seconds):
            while True:
                tree = await self._tree_or_nothing(call, window)
                if tree is not None and (text in tree) is not gone:
                    return tree
                await trio.sleep(LOOK)
        state = "still there" if gone else "not there"
        raise TimedOut(f'Cannot wait longer for "{text}": it is {state} after {seconds:g} s')

    async def _tree_or_nothing(self, call: Call, window: int) -> str | None:
        """Return the tree, or None before there is the window, and between two documents."""
        try:
            return await self.tree(call, window)
        except (Broken, NotFound):
            return None

    # -- both ----------------------------------------------------------------------------------------

    def _check(self, call: Call) -> Sequence[dict[str, Any]]:
        """Return what was recorded.

        Raises:
            Denied: another than the author's program calls.
        """
        if call.origin != AUTHOR or not call.outside:
            raise Denied(f'Cannot call "{call.route}": it is for `oro mcp --dev` alone')
        trace = self._trace()
        return () if trace is None else trace.kept()

    async def _ask(self, call: Call, window: int, command: str, **given: Any) -> Any:
        self._check(call)
        script = f"({_script()})({json.dumps(command)}, {json.dumps(given)})"
        answer = await self._window(window).evaluate(script)
        if not isinstance(answer, Mapping):
            raise Broken(f"Cannot {command} in window {window}: its page has no document now")
        if "error" in answer:
            raise Broken(f"Cannot {command} in window {window}: {answer['error']}")
        return answer["value"]

    def _window(self, index: int) -> ManagedWindow:
        for window in self._host.windows:
            if window.index == index:
                return window
        raise NotFound(f"Cannot reach window {index}: it is not open")


def _script() -> str:
    """Return the script of the page, without what is before the function."""
    text = resources.files("oro_framework.dev").joinpath("page", "agent.js").read_text("utf-8")
    return text.partition("*/")[2].strip()[1:-1]


def _message(number: int, window: ManagedWindow, message: ConsoleMessage) -> dict[str, Any]:
    """Return a message as an agent reads it; an error that the page tells of is one more."""
    level, text, url, line = message.level, message.text, message.url, message.line
    if level == "report":
        told = _told(text)
        level, text, url, line = "error", told.get("message", text), told.get("url", url), told.get("line", line)
        text = "\n".join(filter(None, (f"Uncaught {text}", told.get("stack", ""))))
    return {
        "number": number,
        "window": window.index,
        "level": level,
        "text": text,
        "at": f"{url}:{line}" if url else "",
    }


def _told(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
