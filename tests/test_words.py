"""Docstrings name their subject, and no file cites a document or a path that the repository does not have."""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SKIPPED = {".git", ".venv", "build", "bundle", "dist", "dts", "node_modules", "vendor", "__pycache__"}
SKIPPED |= {".mypy_cache", ".pytest_cache", ".ruff_cache", ".hypothesis", "changes"}
TEXT = {".py", ".js", ".mjs", ".ts", ".md", ".toml", ".yml", ".css", ".html", ".txt", ".cmake"}
SPLIT = ("plugins/", "oro_framework/host/", "js-api/")
"""Folders whose parts are areas of their own."""


OPENING = re.compile(r"(?:What|Who|Whose|Which|Whoever|Whatever|Nobody|Somebody|Someone|Anybody)\b")
PERSONLESS = re.compile(r"\b(?:nobody|somebody|whoever|anybody)\b", re.IGNORECASE)
"""Words that hide the subject of a sentence: the caller, the page, the person at the machine."""
JS_DOC = re.compile(r"/\*\*\s*(?:\*\s*)?(\S[^\n]*)")
CITATION = re.compile(
    r"""\bcontract(?:'s)?\s\(?[a-i](?:\.\d+)?\b     # a section of a specification
    | \([a-i]\.\d+(?:,\s[a-i](?:\.\d+)?)*[,)]
    | \b[a-i]\.\d+(?=,\s[a-i]\.\d)
    | \bdecision\s[a-i]\.\d
    | \bseeds?\s0\d\d\b
    | \bbackends\.md,?\s(?:\d|risk|decisions)
    | \(backends\.md
    | \bissue\s\#?\d+\b
    | \b(?:rooms|house-style|findings)\.md\b
    """,
    re.VERBOSE,
)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")
MODULE_PAGES = ROOT / "docs" / "reference" / "modules"
"""Written by `make docs`, which checks that each link leads to one."""
GENERATED = {"oro_framework/dts", "oro_framework/js", MODULE_PAGES.relative_to(ROOT).as_posix()}
NAMED_PATH = re.compile(r"`((?:oro_framework|scripts|tests|docs|js-api|benchmarks|examples)/[\w./-]*\w)`")


@cache
def files() -> dict[str, str]:
    """Return the text of every source and document of the repository, by its path."""
    found = {}
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in SKIPPED and (not name.startswith(".") or name == ".ci")]
        for name in names:
            path = Path(folder, name)
            if (path.suffix in TEXT or name == "Makefile") and not path.is_symlink() and name != "CHANGELOG.md":
                found[path.relative_to(ROOT).as_posix()] = path.read_text("utf-8", "replace")
    return found


def area(path: str) -> str:
    """Return the part of the repository a file is in, such as `plugins/oro-fs` or `oro_framework/host/windows`."""
    parts = path.split("/")
    for prefix in SPLIT:
        depth = prefix.count("/")
        if path.startswith(prefix) and len(parts) > depth + 1:
            return "/".join(parts[: depth + 1])
    return parts[0] if len(parts) > 1 else "."


AREAS = sorted({area(path) for path in files()})


def in_production(path: str) -> bool:
    """Return whether a file is code that apps run or that builds the framework."""
    parts = path.split("/")
    return "tests" not in parts and path.startswith(("oro_framework/", "plugins/", "js-api/src/", "scripts/"))


def docstrings(path: str, text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and text of every docstring, those of attributes included."""
    if path.endswith(".py"):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                for each in node.body:
                    if isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant):
                        yield each.lineno, str(each.value.value).strip()
    elif path.endswith((".js", ".mjs")):
        for match in JS_DOC.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, match[1]


def bad_openings(where: str) -> list[str]:
    """Return the docstrings of an area that do not begin with their verb or subject."""
    return [
        f"{path}:{line}: {text.splitlines()[0][:80]}"
        for path, content in files().items()
        if area(path) == where and in_production(path)
        for line, text in docstrings(path, content)
        if OPENING.match(text)
    ]


def hidden_subjects(where: str) -> list[str]:
    """Return the docstrings of Python in an area that do not name of whom they speak."""
    return [
        f"{path}:{line}: {text.splitlines()[0][:80]}"
        for path, content in files().items()
        if area(path) == where and in_production(path) and path.endswith(".py")
        for line, text in docstrings(path, content)
        if PERSONLESS.search(text)
    ]


def bad_citations(where: str) -> list[str]:
    """Return the lines of an area that cite a document the repository does not have."""
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path, content in files().items()
        if area(path) == where
        for number, line in enumerate(content.splitlines(), 1)
        if CITATION.search(line)
    ]


def dangling_paths(path: str) -> list[str]:
    """Return the paths a file names, from the repository's folder or from that of its plugin, that do not exist."""
    roots = (ROOT, ROOT / area(path))
    named = set(NAMED_PATH.findall(files()[path])) - GENERATED
    return [each for each in named if not any((root / each).exists() for root in roots)]


@pytest.mark.parametrize("where", AREAS)
def test_docstrings_begin_with_their_verb_or_subject(where: str) -> None:
    found = bad_openings(where)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("where", AREAS)
def test_docstrings_name_of_whom_they_speak(where: str) -> None:
    found = hidden_subjects(where)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("where", AREAS)
def test_no_file_cites_a_document_that_is_not_here(where: str) -> None:
    found = bad_citations(where)
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "line",
    [
        f"the window JSON (contract {'b'}.17)",
        f"its map first ({'g'}.3), then",
        f"as ({'a'}.8, e) says",
        f"lifecycle ({'seed'} 001)",
        f"in pieces ({'backends'}.md 2.1).",
        f"see {'issue'} 12",
        f"drawn in {'rooms'}.md",
    ],
)
def test_a_dangling_citation_is_found(line: str) -> None:
    assert CITATION.search(line)


@pytest.mark.parametrize(
    "line", ["a contract between two", "`docs/reference/backends.md` lists", "fig. (a) and e.g. 3"]
)
def test_other_words_are_no_citation(line: str) -> None:
    assert not CITATION.search(line)


@pytest.mark.parametrize("page", [path for path in files() if path.endswith(".md")])
def test_links_and_paths_of_a_page_lead_to_files(page: str) -> None:
    text = files()[page]
    links = [link for link in LINK.findall(text) if "://" not in link and not link.startswith(("mailto:", "/", "<"))]
    there = [(ROOT / page).parent.joinpath(link).resolve() for link in links]
    missing = [str(path) for path in there if not path.exists() and not path.is_relative_to(MODULE_PAGES)]
    assert not missing + dangling_paths(page)


def test_paths_named_in_docstrings_and_comments_exist() -> None:
    missing = [f"{path}: {named}" for path in files() if in_production(path) for named in dangling_paths(path)]
    assert not missing
