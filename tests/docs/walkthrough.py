"""Documentation pages as programs: a block with a caption is a file, a `console` block is typed.

Rules
1. ```{code-block} LANG with `:caption: PATH` writes PATH; the blank line after the options is not part of it.
2. In a ```console block, a line that begins with `$ ` is a command; the lines after it are its output,
   in order, where `…` stands for anything. A command must end with status 0.
3. Other blocks are only read.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OPENING = re.compile(r"^```(?P<kind>\{code-block\} *\w+|\w+) *$")

PROGRAMS: Mapping[str, tuple[str, ...]] = {
    "oro": ("-c", "from oro_framework.cli.main import main; main()"),
    "pip": ("-m", "pip", "--disable-pip-version-check"),
    "pytest": ("-m", "pytest", "--import-mode=importlib", "-p", "no:cacheprovider", "--color=no"),
}
"""What may be typed, and how the interpreter under test runs it."""


@dataclass(frozen=True, slots=True)
class File:
    """A file the reader writes."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Command:
    """A command the reader types, and what the page shows of its output."""

    line: str
    output: tuple[str, ...]


def steps(page: str) -> Iterator[File | Command]:
    """Yield what a page tells its reader to do, in order."""
    for kind, lines in blocks(page):
        if kind == "console":
            yield from _commands(lines)
        elif lines and lines[0].startswith(":caption: "):
            body = lines[2:] if len(lines) > 1 and not lines[1] else lines[1:]
            yield File(lines[0].removeprefix(":caption: "), "\n".join(body) + "\n")


def blocks(page: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the kind and the lines of every fenced block."""
    lines = iter(page.splitlines())
    for line in lines:
        if found := OPENING.match(line):
            inside = []
            for other in lines:
                if other == "```":
                    break
                inside.append(other)
            yield found["kind"], inside


def _commands(lines: list[str]) -> Iterator[Command]:
    line, output = "", []
    for text in [*lines, "$ "]:
        if not text.startswith("$ "):
            output.append(text)
            continue
        if line:
            yield Command(line, tuple(output))
        line, output = text[2:], []


def follow(page: str, folder: Path, python: Path | str = sys.executable, env: Mapping[str, str] | None = None) -> int:
    """Do what a page says, in `folder`; return how many commands were run.

    Raises:
        AssertionError: a command failed, or its output is not what the page shows.
    """
    count = 0
    for step in steps(page):
        if isinstance(step, File):
            path = folder / step.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step.text)
        else:
            _run(step, folder, python, env)
            count += 1
    return count


def _run(step: Command, folder: Path, python: Path | str, env: Mapping[str, str] | None) -> None:
    program, *arguments = shlex.split(step.line)
    if program == "pip":
        arguments = [*arguments, "--quiet", "--no-deps", "--no-build-isolation"]
    command = [str(python), *PROGRAMS[program], *arguments]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False)
    transcript = f"$ {step.line}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == 0, transcript
    assert re.search(_pattern(step.output), done.stdout, re.DOTALL), transcript


def _pattern(output: tuple[str, ...]) -> str:
    return r"\n?".join(".*".join(re.escape(part) for part in line.split("…")) for line in output)
