"""`Options`, the letters and values that stand before a tool's arguments."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ("BadUsage", "Options", "options")


class BadUsage(Exception):
    """A tool was given what it does not know; it ends with status 2."""


@dataclass(slots=True)
class Options:
    """The letters and values before a tool's arguments."""

    flags: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)

    def has(self, *names: str) -> bool:
        """Return whether one of these was given."""
        return any(name in self.flags for name in names)


def options(args: list[str], flags: str = "", values: str = "", words: tuple[str, ...] = ()) -> Options:
    """Read options; `--` ends them.

    Args:
        args: of the tool.
        flags: letters that stand alone.
        values: letters that a value follows.
        words: names of long options, which begin with `--`.

    Raises:
        BadUsage: one is not known.
    """
    found = Options()
    rest = list(args)
    while rest:
        arg = rest.pop(0)
        if arg == "--":
            found.rest += rest
            break
        if arg.startswith("--"):
            name, equals, value = arg[2:].partition("=")
            if name not in words:
                raise BadUsage(f'option "{arg[:40]}" is not known')
            found.flags.add(name)
            if equals:
                found.values[name] = value
        elif len(arg) > 1 and arg[0] == "-" and not (arg[1:].isdigit() and "#" in values):
            _letters(arg[1:], rest, flags, values, found)
        elif len(arg) > 1 and arg[0] == "-":
            found.values["#"] = arg[1:]
        else:
            found.rest.append(arg)
    return found


def _letters(letters: str, rest: list[str], flags: str, values: str, found: Options) -> None:
    for index, letter in enumerate(letters):
        if letter in values:
            value = letters[index + 1 :] or (rest.pop(0) if rest else None)
            if value is None:
                raise BadUsage(f'a value is to follow after "-{letter}"')
            found.values[letter] = value
            return
        if letter not in flags:
            raise BadUsage(f'option "-{letter}" is not known')
        found.flags.add(letter)
