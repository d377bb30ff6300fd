"""`parse`, which makes a tree of a script's text. Nesting is bounded, so that no text exhausts the stack."""

from __future__ import annotations

import re

from .errors import SyntaxProblem
from .nesting import deeper
from .tree import AndOr, Case, Command, For, Group, If, Item, Loop, Pipeline, Redirect, Script, Simple, Text, Word
from .words import NAME, Words

__all__ = ("LONGEST", "parse", "parse_inside")

LONGEST = 1 << 20
"""Characters of a script."""
_BLANK = re.compile(r"(?:[ \t]|\\\n)+")
_COMMENT = re.compile(r"#[^\n]*")
_REDIRECT = re.compile(r"(\d*)(<<-?|>>|>&|<&|>\||<>|<|>)")
_RESERVED = frozenset(["then", "do", "done", "fi", "elif", "else", "esac", "}", "in"])


def parse(text: str) -> Script:
    """Return the tree of a script.

    Raises:
        SyntaxProblem: it is not one this shell can read.
    """
    if len(text) > LONGEST:
        raise SyntaxProblem(f"it is longer than {LONGEST} characters")
    parser = _Parser(text)
    script = parser.script(frozenset())
    if left := parser.left():
        raise SyntaxProblem(f'"{left[0]}" is not expected here')
    return script


def parse_inside(text: str, at: int) -> tuple[Script, int]:
    """Return the script that begins at a place and ends before `)`, with where it ends."""
    parser = _Parser(text, at)
    script = parser.script(frozenset())
    if parser.has_documents:
        raise SyntaxProblem("a here-document cannot stand in a substitution; write it into a file before")
    return script, parser.at


class _Parser:
    def __init__(self, text: str, at: int = 0) -> None:
        self._text = text
        self._words = Words(text, lambda inner: parse_inside(text, inner))
        self._here: list[tuple[list[Redirect], Redirect, bool]] = []
        self.has_documents = False
        self.at = at

    def left(self) -> str:
        """Return what is not read."""
        return self._text[self.at :]

    # -- lists -----------------------------------------------------------------------------------

    def script(self, ends: frozenset[str]) -> Script:
        """Read items up to one of these words, a `)`, `;;` or the end."""
        with deeper():
            return Script(tuple(self._items(ends)))

    def _items(self, ends: frozenset[str]) -> list[Item]:
        items: list[Item] = []
        while True:
            self._newlines()
            if self.at >= len(self._text) or self._text[self.at] == ")" or self._next(";;"):
                return items
            if self._peek() in ends:
                return items
            entry = self._and_or()
            background = self._take("&")
            items.append(Item(entry, background))
            if not background and not self._take(";") and self._text[self.at : self.at + 1] not in ("\n", ")", ""):
                if self._next(";;") or self._peek() in ends:
                    return items
                raise SyntaxProblem(f'"{self._text[self.at]}" is not expected here')

    def _and_or(self) -> AndOr:
        first = self._pipeline()
        rest: list[tuple[str, Pipeline]] = []
        while operator := self._operator("&&", "||"):
            self._newlines()
            rest.append((operator, self._pipeline()))
        return AndOr(first, tuple(rest))

    def _pipeline(self) -> Pipeline:
        negated = False
        while self._word_is("!"):
            negated = not negated
        commands = [self._command()]
        while not self._next("||") and self._take("|"):
            self._newlines()
            commands.append(self._command())
        return Pipeline(tuple(commands), negated)

    # -- commands --------------------------------------------------------------------------------

    def _command(self) -> Command:
        self._blank()
        if self._text.startswith("((", self.at):
            raise SyntaxProblem("(( is not known to this shell; use $(( with test")
        if self._take("("):
            script = self.script(frozenset())
            self._expect(")")
            return Group(script, True, self._redirects())
        word = self._peek()
        if word in _RESERVED and word != "in":
            raise SyntaxProblem(f'"{word}" is not expected here')
        if word == "{":
            self._word_is("{")
            script = self.script(frozenset("}"))
            self._need("}")
            return Group(script, False, self._redirects())
        return self._compound(word) or self._simple()

    def _compound(self, word: str) -> Command | None:
        if word == "if":
            return self._if()
        if word in ("while", "until"):
            self._word_is(word)
            condition = self.script(frozenset({"do"}))
            return Loop(condition, self._body(), word == "until", self._redirects())
        if word == "for":
            return self._for()
        return self._case() if word == "case" else None

    def _if(self) -> If:
        branches: list[tuple[Script, Script]] = []
        otherwise = None
        self._need("if")
        while True:
            condition = self.script(frozenset({"then"}))
            self._need("then")
            branches.append((condition, self.script(frozenset({"elif", "else", "fi"}))))
            if not self._word_is("elif"):
                break
        if self._word_is("else"):
            otherwise = self.script(frozenset({"fi"}))
        self._need("fi")
        return If(tuple(branches), otherwise, self._redirects())

    def _for(self) -> For:
        self._need("for")
        name = self._peek()
        if not NAME.fullmatch(name):
            raise SyntaxProblem("a name is to follow after for")
        self._word_is(name)
        self._newlines()
        words: list[Word] | None = None
        if self._word_is("in"):
            words = []
            while self._blank() or self._text[self.at : self.at + 1] not in (
                "",
                ";",
                "\n",
                "&",
                "|",
                "<",
                ">",
                "(",
                ")",
            ):
                if self._text[self.at : self.at + 1] in ("", ";", "\n", "&", "|", "<", ">", "(", ")"):
                    break
                words.append(self._word())
        self._take(";")
        self._newlines()
        return For(name, None if words is None else tuple(words), self._body(), self._redirects())

    def _body(self) -> Script:
        self._need("do")
        body = self.script(frozenset({"done"}))
        self._need("done")
        return body

    def _case(self) -> Case:
        self._need("case")
        self._blank()
        word = self._word()
        self._newlines()
        self._need("in")
        branches: list[tuple[tuple[Word, ...], Script]] = []
        self._newlines()
        while not self._word_is("esac"):
            self._take("(")
            patterns = [self._pattern()]
            while self._take("|"):
                patterns.append(self._pattern())
            self._expect(")")
            branches.append((tuple(patterns), self.script(frozenset({"esac"}))))
            self._operator(";;")
            self._newlines()
            if self.at >= len(self._text):
                raise SyntaxProblem("esac is missing")
        return Case(word, tuple(branches), self._redirects())

    def _pattern(self) -> Word:
        self._blank()
        word = self._word()
        if not word:
            raise SyntaxProblem("a pattern is missing in case")
        return word

    def _simple(self) -> Simple:
        assignments: list[tuple[str, Word]] = []
        words: list[Word] = []
        redirects: list[Redirect] = []
        while True:
            self._blank()
            if self._redirect(redirects):
                continue
            if self.at >= len(self._text) or self._text[self.at] in ";&|()\n":
                break
            found = None if words else re.compile(rf"({NAME.pattern})=").match(self._text, self.at)
            if found:
                self.at = found.end()
                assignments.append((found.group(1), self._word()))
            else:
                words.append(self._word())
        if not (assignments or words or redirects):
            raise SyntaxProblem(f'"{self._text[self.at : self.at + 1] or "the end"}" is not expected here')
        found_redirects = redirects
        simple = Simple(tuple(assignments), tuple(words), tuple(found_redirects))
        if any(held is redirects for held, _, _ in self._here):
            self._read_here()
            simple = Simple(simple.assignments, simple.words, tuple(redirects))
        return simple

    # -- redirections ----------------------------------------------------------------------------

    def _redirects(self) -> tuple[Redirect, ...]:
        found: list[Redirect] = []
        while self._blank() or True:
            if not self._redirect(found):
                break
        if any(held is found for held, _, _ in self._here):
            self._read_here()
        return tuple(found)

    def _redirect(self, found: list[Redirect]) -> bool:
        match = _REDIRECT.match(self._text, self.at)
        if match is None:
            return False
        number, operator = match.groups()
        self.at = match.end()
        self._blank()
        word = self._word()
        if not word:
            raise SyntaxProblem(f"a name is to follow after {operator}")
        fd = int(number) if number else 0 if operator.startswith("<") else 1
        if operator.startswith("<<"):
            redirect = Redirect(fd, "<<", word)
            self._here.append((found, redirect, operator == "<<-"))
        else:
            redirect = Redirect(fd, ">" if operator == ">|" else operator, word)
        found.append(redirect)
        return True

    def _read_here(self) -> None:
        """Read the here-documents that follow after the line, and take them out of the text."""
        start = self._text.find("\n", self.at)
        begin = at = len(self._text) if start < 0 else start + 1
        for held, redirect, strip in self._here:
            end_word = "".join(part.text for part in redirect.word if isinstance(part, Text))
            is_quoted = any(isinstance(part, Text) and part.quoted for part in redirect.word)
            lines: list[str] = []
            while at < len(self._text):
                end = self._text.find("\n", at)
                end = len(self._text) if end < 0 else end
                line = self._text[at:end].lstrip("\t") if strip else self._text[at:end]
                at = end + 1
                if line == end_word:
                    break
                lines.append(line + "\n")
            body = "".join(lines)
            word: Word = (Text(body, True),) if is_quoted else self._words.quoted(body)
            held[held.index(redirect)] = Redirect(redirect.fd, "<<", word)
        self._here.clear()
        self.has_documents = True
        self._text = self._text[:begin] + self._text[at:]
        text = self._text
        self._words = Words(text, lambda inner: parse_inside(text, inner))

    # -- characters ------------------------------------------------------------------------------

    def _word(self) -> Word:
        self._words.at = self.at
        word = self._words.word()
        self.at = self._words.at
        return word

    def _blank(self) -> bool:
        found = _BLANK.match(self._text, self.at)
        self.at = found.end() if found else self.at
        comment = _COMMENT.match(self._text, self.at)
        if comment and (self.at == 0 or self._text[self.at - 1] in " \t\n;&|("):
            self.at = comment.end()
        return found is not None

    def _newlines(self) -> None:
        while self._blank() or self._text[self.at : self.at + 1] == "\n":
            if self._text[self.at : self.at + 1] == "\n":
                self.at += 1

    def _peek(self) -> str:
        """Return the next word if it is plain text, and leave it."""
        self._blank()
        found = re.compile(r"[^\s;&|<>()\"'\\$`]+").match(self._text, self.at)
        if found is None or self._text[found.end() : found.end() + 1] in ('"', "'", "\\", "$", "`"):
            return ""
        return found.group()

    def _word_is(self, word: str) -> bool:
        if self._peek() != word:
            return False
        self.at += len(word)
        return True

    def _need(self, word: str) -> None:
        self._newlines()
        if not self._word_is(word):
            raise SyntaxProblem(f'"{word}" is missing')

    def _next(self, text: str) -> bool:
        self._blank()
        return self._text.startswith(text, self.at)

    def _take(self, char: str) -> bool:
        if not self._next(char) or (char in "&;" and self._text.startswith(char * 2, self.at)):
            return False
        self.at += 1
        return True

    def _operator(self, *operators: str) -> str:
        for operator in operators:
            if self._next(operator):
                self.at += len(operator)
                return operator
        return ""

    def _expect(self, char: str) -> None:
        self._newlines()
        if not self._next(char):
            raise SyntaxProblem(f'"{char}" is missing')
        self.at += 1
