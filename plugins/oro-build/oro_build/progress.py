"""Show how far a build is: a bar in a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from oro_build.freezing.running import Step
from oro_framework.cli import terminal

__all__ = ("progress",)


@contextmanager
def progress() -> Iterator[Step]:
    """Show the steps that are told during the block."""
    if not sys.stderr.isatty():
        said: list[str] = []

        def tell(text: str, share: float) -> None:
            if text not in said:
                said.append(text)
                terminal.note(f"{text} …")

        yield tell
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:28}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("planning", total=1.0)
        yield lambda text, share: shown.update(task, description=text, completed=share)
