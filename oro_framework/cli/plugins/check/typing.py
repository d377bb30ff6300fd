"""Types: of Python for type checkers, of routes for the host, of JavaScript modules for editors."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from oro_framework.cli.plugins.check.remark import Remark
from oro_framework.cli.plugins.check.subject import Subject
from oro_framework.cli.plugins.declarations import modules_in
from oro_framework.typescript.modules import DECLARATIONS, SUFFIX

__all__ = ("examine",)


def examine(subject: Subject) -> Iterator[Remark]:
    """Yield remarks on missing types."""
    if not (subject.package / "py.typed").is_file():
        message, place = "type checkers ignore the package's annotations", subject.shown(subject.package)
        yield subject.remark("py-typed", subject.package.name, message, 'add an empty file "py.typed"', place=place)
    for path, text in subject.sources.items():
        yield from _unannotated(subject, path, text)
    for bound in subject.routes:
        place = subject.place_of(bound.route.handler)
        if bound.signature.returns is Any:
            message = f'route "{bound.name}" answers with anything, so pages know no type of it'
            yield subject.remark("route-answer", bound.name, message, "annotate what it returns", place=place)
        for param in bound.signature.params:
            if param.type is Any:
                message = f'parameter "{param.name}" of route "{bound.name}" may be anything'
                remedy = "give it a type: the host then checks what pages send"
                about = f"{bound.name}:{param.name}"
                yield subject.remark("route-parameter", about, message, remedy, place=place)
    yield from _modules(subject)


def _unannotated(subject: Subject, path: Path, text: str) -> Iterator[Remark]:
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        place = subject.shown(path, error.lineno or 0)
        yield subject.remark("syntax", path.name, f"is no Python: {error.msg}", "mend it", place=place)
        return
    bare = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _lacks(node)
    ]
    for node in bare:
        message = f'function "{node.name}" lacks annotations'
        place = subject.shown(path, node.lineno)
        remedy = "annotate its parameters and what it returns; mypy --strict finds all"
        yield subject.remark("annotations", node.name, message, remedy, place=place, weight="advice")


def _lacks(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    named = [each for each in arguments if each.arg not in ("self", "cls")]
    if node.returns is None and node.name != "__init__":
        return True
    return any(each.annotation is None for each in named)


def _modules(subject: Subject) -> Iterator[Remark]:
    source = subject.package / "js"
    if not source.is_dir():
        return
    for name in modules_in(source):
        path = source / f"{name}.js"
        has = (source / f"{name}{SUFFIX}").is_file() or (subject.package / DECLARATIONS / f"{name}{SUFFIX}").is_file()
        if not has and "@param" not in (text := path.read_text("utf-8", "replace")) and "@returns" not in text:
            message = f'module "oro:{name}" has no types'
            remedy = f'write "{name}{SUFFIX}" beside it, or JSDoc types that tsc makes them of'
            yield subject.remark("module-types", name, message, remedy, place=subject.shown(path))
