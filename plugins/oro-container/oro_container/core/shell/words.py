"""`Words`, which reads the words of a script: quotes, parameters and substitutions."""

from __future__ import annotations

import re
from collections.abc import Callable

from .errors import SyntaxProblem
from .nesting import deeper
from .tree import Parameter, Part, Script, Substitution, Sum, Text, Word

__all__ = ("NAME", "Words")

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SPECIAL = re.compile(r"[0-9@*#?$!-]")
_BARE = re.compile(r"[^\s;&|<>()\"'\\$`]+")
_OPERATORS = (":-", ":=", ":+", ":?", "-", "=", "+", "?", "##", "#", "%%", "%")
ENDS = " \t\n;&|<>()"
"""Characters that end a word."""


class Words:
    """Reads words from a text.

    Args:
        text: of the script.
        script: reads the script inside of `$(`, from the place it is given, and returns it with where it ends.
    """

    def __init__(self, text: str, script: Callable[[int], tuple[Script, int]]) -> None:
        self._text = text
        self._script = script
        self.at = 0

    def word(self, ends: str = ENDS) -> Word:
        """Read a word up to one of these characters, which is left."""
        parts: list[Part] = []
        text = self._text
        while self.at < len(text) and text[self.at] not in ends:
            parts += self._part(ends)
        return tuple(parts)

    def quoted(self, text: str) -> Word:
        """Return a text as a word in double quotes, as here-documents are."""
        inner = Words(text, lambda at: Words._refuse())
        inner._script = self._inner_script(inner)
        return tuple(inner._double("", plain_quotes=True))

    def _inner_script(self, inner: Words) -> Callable[[int], tuple[Script, int]]:
        from .parser import parse_inside

        return lambda at: parse_inside(inner._text, at)

    @staticmethod
    def _refuse() -> tuple[Script, int]:
        raise SyntaxProblem("a substitution cannot stand here")

    def _part(self, ends: str) -> list[Part]:
        text, char = self._text, self._text[self.at]
        if char == "\\":
            self.at += 2
            escaped = text[self.at - 1 : self.at]
            return [] if escaped == "\n" else [Text(escaped or "\\", quoted=True)]
        if char == "'":
            end = text.find("'", self.at + 1)
            if end < 0:
                raise SyntaxProblem("a quote ' is not closed")
            found = Text(text[self.at + 1 : end], quoted=True)
            self.at = end + 1
            return [found]
        if char == '"':
            self.at += 1
            found_parts = self._double('"')
            self.at += 1
            return [Text("", quoted=True), *found_parts]
        if char == "$":
            return [self._dollar(quoted=False)]
        if char == "`":
            return [self._backquoted(quoted=False)]
        bare = _BARE.match(text, self.at)
        stretch = bare.group() if bare else char
        for index, each in enumerate(stretch):
            if index and each in ends:
                stretch = stretch[:index]
                break
        self.at += len(stretch)
        return [Text(stretch)]

    def _double(self, end: str, plain_quotes: bool = False) -> list[Part]:
        """Read up to the closing quote, which is left; an empty `end` reads to the end of the text."""
        text, literal = self._text, ""
        found: list[Part] = []
        while self.at < len(text) and text[self.at] != end:
            char = text[self.at]
            if char == "\\" and text[self.at + 1 : self.at + 2] in (
                "$",
                "`",
                "\\",
                "\n",
                *([] if plain_quotes else ['"']),
            ):
                literal += "" if text[self.at + 1] == "\n" else text[self.at + 1]
                self.at += 2
            elif char in "$`":
                if literal:
                    found.append(Text(literal, quoted=True))
                literal = ""
                found.append(self._dollar(quoted=True) if char == "$" else self._backquoted(quoted=True))
            else:
                literal += char
                self.at += 1
        if end and self.at >= len(text):
            raise SyntaxProblem('a quote " is not closed')
        if literal:
            found.append(Text(literal, quoted=True))
        return found

    def _dollar(self, quoted: bool) -> Part:
        text = self._text
        self.at += 1
        if text.startswith("((", self.at):
            return self._sum(quoted)
        if text.startswith("(", self.at):
            script, self.at = self._script(self.at + 1)
            if text[self.at : self.at + 1] != ")":
                raise SyntaxProblem("a substitution $( is not closed")
            self.at += 1
            return Substitution(script, quoted)
        if text.startswith("{", self.at):
            return self._braced(quoted)
        found = NAME.match(text, self.at) or _SPECIAL.match(text, self.at)
        if found is None:
            return Text("$", quoted)
        self.at = found.end()
        return Parameter(found.group(), quoted=quoted)

    def _sum(self, quoted: bool) -> Sum:
        end, depth = self.at + 2, 0
        while end < len(self._text) and (depth or not self._text.startswith("))", end)):
            depth += {"(": 1, ")": -1}.get(self._text[end], 0)
            end += 1
        if end >= len(self._text):
            raise SyntaxProblem("a sum $(( is not closed")
        with deeper():
            word = self.quoted(self._text[self.at + 2 : end])
        self.at = end + 2
        return Sum(word, quoted)

    def _braced(self, quoted: bool) -> Parameter:
        with deeper():
            return self._parameter(quoted)

    def _parameter(self, quoted: bool) -> Parameter:
        text = self._text
        word: Word = ()
        self.at += 1
        if text.startswith("#", self.at) and text[self.at + 1 : self.at + 2] not in ("}", ""):
            self.at += 1
            found = NAME.match(text, self.at) or _SPECIAL.match(text, self.at)
            operator = "length"
            self.at = found.end() if found else self.at
        else:
            found = NAME.match(text, self.at) or re.compile(r"[0-9]+|[@*#?$!-]").match(text, self.at)
            self.at = found.end() if found else self.at
            operator = next((each for each in _OPERATORS if text.startswith(each, self.at)), "")
            self.at += len(operator)
            word = self._until_brace(quoted) if operator else ()
        if found is None or text[self.at : self.at + 1] != "}":
            raise SyntaxProblem("a parameter ${ is not one this shell knows, or is not closed")
        self.at += 1
        return Parameter(found.group(), operator, word, quoted)

    def _until_brace(self, quoted: bool) -> Word:
        if not quoted:
            return self.word("}")
        parts: list[Part] = []
        while self.at < len(self._text) and self._text[self.at] != "}":
            if self._text[self.at] == '"':
                self.at += 1
                parts += self._double('"')
                self.at += 1
            else:
                parts += self._part("}")
        return tuple(Text(part.text, True) if isinstance(part, Text) else part for part in parts)

    def _backquoted(self, quoted: bool) -> Substitution:
        with deeper():
            return self._old_substitution(quoted)

    def _old_substitution(self, quoted: bool) -> Substitution:
        from .parser import parse

        end = self.at + 1
        while end < len(self._text) and self._text[end] != "`":
            end += 2 if self._text[end] == "\\" else 1
        if end >= len(self._text):
            raise SyntaxProblem("a substitution ` is not closed")
        inner = re.sub(r"\\([$`\\])", r"\1", self._text[self.at + 1 : end])
        self.at = end + 1
        return Substitution(parse(inner), quoted)
