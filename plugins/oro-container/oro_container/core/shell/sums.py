"""`compute`, which gives the value of `$((…))`: whole numbers with C's operators."""

from __future__ import annotations

import re
from collections.abc import Callable

from .errors import ShellProblem

__all__ = ("compute",)

_TOKEN = re.compile(r"\s*(?:(0[xX][0-9a-fA-F]+|\d+)|([A-Za-z_]\w*)|(\|\||&&|[<>=!]=|<<|>>|[-+*/%()<>!~&|^?:]))")
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("||",),
    ("&&",),
    ("|",),
    ("^",),
    ("&",),
    ("==", "!="),
    ("<", "<=", ">", ">="),
    ("<<", ">>"),
    ("+", "-"),
    ("*", "/", "%"),
)
_MOST = 1000


def compute(text: str, variable: Callable[[str], str]) -> int:
    """Return the value of an expression, as a whole number of 64 bits.

    Raises:
        ShellProblem: it is none, or divides by zero.
    """
    tokens: list[str] = []
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None or len(tokens) >= _MOST or text.count("(") > 20:
            raise ShellProblem(f'cannot compute "{text[:80]}": it is no sum')
        tokens.append(found.group().strip())
        at = found.end()
    sum_ = _Sum(tokens, text, variable)
    value = sum_.choice() if tokens else 0
    if sum_.at < len(tokens):
        raise ShellProblem(f'cannot compute "{text[:80]}": "{tokens[sum_.at]}" is not expected')
    return value


def _wrapped(value: int) -> int:
    return (value + (1 << 63)) % (1 << 64) - (1 << 63)


class _Sum:
    def __init__(self, tokens: list[str], text: str, variable: Callable[[str], str]) -> None:
        self._tokens, self._text, self._variable = tokens, text, variable
        self.at = 0

    def choice(self) -> int:
        value = self._level(0)
        if self._take("?"):
            yes = self.choice()
            if not self._take(":"):
                raise ShellProblem(f'cannot compute "{self._text[:80]}": ":" is missing')
            no = self.choice()
            return yes if value else no
        return value

    def _level(self, level: int) -> int:
        if level == len(_LEVELS):
            return self._single()
        value = self._level(level + 1)
        while operator := next((each for each in _LEVELS[level] if self._take(each)), ""):
            value = self._apply(operator, value, self._level(level + 1))
        return value

    def _single(self) -> int:
        signs = []
        while self.at < len(self._tokens) and self._tokens[self.at] in "-+!~":
            signs.append(self._tokens[self.at])
            self.at += 1
        value = self._atom()
        for sign in reversed(signs):
            value = {"-": -value, "+": value, "!": int(not value), "~": ~value}[sign]
        return value

    def _atom(self) -> int:
        if self.at >= len(self._tokens):
            raise ShellProblem(f'cannot compute "{self._text[:80]}": it ends too early')
        token = self._tokens[self.at]
        self.at += 1
        if token == "(":
            value = self.choice()
            if not self._take(")"):
                raise ShellProblem(f'cannot compute "{self._text[:80]}": ")" is missing')
            return value
        if token[0].isdigit():
            base = 16 if token[:2] in ("0x", "0X") else 8 if token[0] == "0" and token.strip("0") else 10
            try:
                return _wrapped(int(token, base))
            except ValueError:
                raise ShellProblem(f'cannot compute "{token}": it is no number') from None
        if token[0].isalpha() or token[0] == "_":
            return _number(self._variable(token))
        raise ShellProblem(f'cannot compute "{self._text[:80]}": "{token}" is not expected')

    def _take(self, token: str) -> bool:
        if self.at < len(self._tokens) and self._tokens[self.at] == token:
            self.at += 1
            return True
        return False

    def _apply(self, operator: str, a: int, b: int) -> int:
        if operator in "/%" and not b:
            raise ShellProblem(f'cannot compute "{self._text[:80]}": it divides by zero')
        quotient = 0 if operator not in "/%" else abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        values: dict[str, Callable[[], int]] = {
            "||": lambda: int(bool(a or b)),
            "&&": lambda: int(bool(a and b)),
            "|": lambda: a | b,
            "^": lambda: a ^ b,
            "&": lambda: a & b,
            "==": lambda: int(a == b),
            "!=": lambda: int(a != b),
            "<": lambda: int(a < b),
            "<=": lambda: int(a <= b),
            ">": lambda: int(a > b),
            ">=": lambda: int(a >= b),
            "<<": lambda: a << (b % 64),
            ">>": lambda: a >> (b % 64),
            "+": lambda: a + b,
            "-": lambda: a - b,
            "*": lambda: a * b,
            "/": lambda: quotient,
            "%": lambda: a - quotient * b,
        }
        return _wrapped(values[operator]())


def _number(text: str) -> int:
    try:
        return _wrapped(int(text.strip() or "0", 0))
    except ValueError:
        raise ShellProblem(f'cannot compute with "{text[:80]}": it is no number') from None
