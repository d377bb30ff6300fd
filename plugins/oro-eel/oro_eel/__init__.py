"""Eel's interface on oro-framework: `import oro_eel as eel`.

A name that is not here is a function that a page exposes: `eel.say_hello_js("World")`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, overload

from oro_eel.program import FILES, Program

if TYPE_CHECKING:
    from oro_eel.page_call import PageCall
    from oro_eel.task import Task

__all__ = ("expose", "init", "show", "sleep", "spawn", "start")

F = TypeVar("F", bound=Callable[..., Any])

program = Program()
"""The program of this process. Its importer has the turn until it waits."""
program.turn.take()


def init(path: str, allowed_extensions: Sequence[str] = FILES, js_result_timeout: int = 10000) -> None:
    """Name the folder of the pages, and search its files for functions that they expose.

    Args:
        path: the folder, such as `web`.
        allowed_extensions: endings of the files that are searched.
        js_result_timeout: milliseconds for which `eel.name(...)()` waits for a page's answer.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    program.search(path, allowed_extensions, js_result_timeout)


@overload
def expose(name_or_function: F) -> F: ...
@overload
def expose(name_or_function: str | None = None) -> Callable[[F], F]: ...
def expose(name_or_function: Any = None) -> Any:
    """Let pages call a function, as `@eel.expose` or `@eel.expose("name")`.

    Raises:
        AssertionError: another function has the name.
    """
    if callable(name_or_function):
        program.expose(name_or_function.__name__, name_or_function)
        return name_or_function

    def decorate(function: F) -> F:
        program.expose(name_or_function or function.__name__, function)
        return function

    return decorate


def start(
    *start_urls: str,
    mode: str | bool | None = "chrome",
    size: tuple[int, int] | None = None,
    position: tuple[int, int] | None = None,
    geometry: Mapping[str, Mapping[str, Sequence[int]]] | None = None,
    close_callback: Callable[[str, list[str]], object] | None = None,
    jinja_templates: str | None = None,
    default_path: str = "index.html",
    block: bool = True,
    **ignored: Any,
) -> None:
    """Show pages, each in a window of its own, until the last is closed. Main thread.

    Args:
        start_urls: pages, relative to the folder of `init`.
        mode: `gtk` or `qt` has that engine; any browser's name, the engine that the machine has.
        size: width and height of windows in px.
        position: x and y of windows in px.
        geometry: sizes and positions of pages by their path.
        close_callback: called with the page that has gone and a list of those that are open.
        jinja_templates: a folder of templates in that of the pages.
        default_path: the page of the address `/`.
        block: False returns at once, and the windows are of a process beside this one; go on with `eel.sleep`.
        ignored: what is for browsers and servers, such as `port`: there is no server.

    Raises:
        SystemExit: the app has ended.
    """
    from oro_eel.geometry import Geometry
    from oro_eel.starting import Start, start_program  # imports the framework

    program.close_callback = close_callback
    start = Start(
        folder=str(program.folder),
        pages=list(start_urls),
        mode=mode,
        geometry=Geometry(default_size=size, default_position=position, pages=geometry or {}),
        templates=jinja_templates,
        default=default_path,
    )
    start_program(program, start, block=block, rest=ignored)


def show(*start_urls: str) -> None:
    """Open a window for each of some pages, while the app runs."""
    for page in start_urls:
        program.show(page)


def sleep(seconds: float) -> None:
    """Let other functions of the program run for some seconds.

    Raises:
        SystemExit: the app has ended.
    """
    program.sleep(seconds)


def spawn(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Task:
    """Run a function once those that run now sleep, wait for a page, or end."""
    return program.spawn(function, *args, **kwargs)


def __getattr__(name: str) -> Callable[..., PageCall]:
    """Return what calls the function of pages of that name.

    Raises:
        AttributeError: no page exposes one.
    """
    if name not in program.page_names:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}, and no page exposes a function {name}")
    return lambda *args: program.call_page(name, args)
