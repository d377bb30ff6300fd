"""Reference pages from Python sources alone: hooks, errors, and the public names."""

from __future__ import annotations

import ast
import importlib
import inspect
import textwrap
from collections.abc import Callable, Iterator
from types import ModuleType

from reference_prose import first_sentence, prose

from oro_framework import errors as error_module
from oro_framework import hookspecs
from oro_framework.commands import ask_installed

PUBLIC = (
    "oro_framework.declarations",
    "oro_framework.answers",
    "oro_framework.interfaces",
    "oro_framework.asgi",
    "oro_framework.service",
    "oro_framework.parameters",
    "oro_framework.held",
    "oro_framework.atomic",
    "oro_framework.requests",
    "oro_framework.commands",
    "oro_framework.consent",
    "oro_framework.literals",
    "oro_framework.numbers",
    "oro_framework.positions",
    "oro_framework.protected",
    "oro_framework.scopes",
    "oro_framework.secret_texts",
    "oro_framework.testing",
    "oro_conduit.client",
    "oro_conduit.programs.keys",
)

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def hooks() -> str:
    """Every hook: signature, how answers are combined, and what it is for."""
    parts = ["# Hooks\n", inspect.getdoc(hookspecs) or ""]
    for name, function in _hook_functions(hookspecs):
        parts.append(_hook(name, function))
    for plugin, modules in ask_installed("oro_hookspecs"):
        for module in modules:
            for name, function in _hook_functions(module):
                parts.append(f"{_hook(name, function)} Brought by plugin {plugin}.")
    return "\n".join(parts)


def _hook(name: str, function: Callable[..., object]) -> str:
    heading = f"\n## `{name}`\n\n```python\ndef {name}{_signature(function)}\n```\n"
    return f"{heading}\n*{_kind(function)}, since {vars(function)['oro_since']}.* {prose(inspect.getdoc(function))}"


def errors() -> str:
    """Every error class with its code, status and JavaScript class."""
    introduction, _, rest = (inspect.getdoc(error_module) or "").partition("\n\n")
    tree, _, after = rest.partition("\n\n")
    parts = ["# Errors\n", f"{introduction}\n\n```text\n{tree}\n```\n\n{prose(after)}"]
    for name in error_module.__all__:
        made = getattr(error_module, name)
        parts.append(f"\n## `{name}`\n\n| code | JavaScript class | status |\n|---|---|---|")
        parts.append(f"| `{made.code}` | `{made.type}` | {made.status} |\n")
        parts.append(prose(inspect.getdoc(made)))
    return "\n".join(parts)


def api() -> str:
    """Every public name of the modules a plugin, an app or a test imports."""
    parts = ["# Python names\n", "What a plugin, an app or a test may import; everything in `host` is private."]
    for name in PUBLIC:
        module = importlib.import_module(name)
        parts.append(f"\n## `{name}`\n\n{prose(inspect.getdoc(module))}")
        parts += [_public_name(module, item) for item in module.__all__]
    return "\n".join(parts)


def _hook_functions(module: ModuleType) -> Iterator[tuple[str, Callable[..., object]]]:
    for name, value in vars(module).items():
        if name.startswith("oro_") and inspect.isfunction(value):
            yield name, value


def _kind(function: Callable[..., object]) -> str:
    if getattr(function, "oro_spec", {}).get("firstresult"):
        return "The first plugin that answers wins"
    if (inspect.getdoc(function) or "").startswith("Notice"):
        return "Every plugin is told"
    return "Every answer counts"


def _signature(function: Callable[..., object]) -> str:
    """Return the signature as it is written; the hints are text."""
    signature = inspect.signature(function)
    shown = ", ".join(f"{item.name}: {item.annotation}" for item in signature.parameters.values())
    return f"({shown}) -> {signature.return_annotation}"


def _public_name(module: ModuleType, name: str) -> str:
    value = getattr(module, name)
    if not inspect.isclass(value) and not inspect.isfunction(value):
        return f"\n### `{name}`\n\n```python\n{_assignment(module, name)}\n```"
    node = ast.parse(textwrap.dedent(inspect.getsource(value))).body[0]
    assert isinstance(node, Definition)
    heading = f"\n### `{name}`\n"
    if isinstance(node, ast.ClassDef):
        members = "\n".join(f"- {line}" for line in _members(node))
        return f"{heading}\n{prose(ast.get_docstring(node))}\n\n{members}"
    return f"{heading}\n```python\n{_head(node)}\n```\n\n{prose(ast.get_docstring(node))}"


def _assignment(module: ModuleType, name: str) -> str:
    """Return the line that gives a name its value, in this module or in the one it is imported from."""
    source = inspect.getsource(module)
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == name:
            return ast.get_source_segment(source, node) or ast.unparse(node)
        if isinstance(node, ast.ImportFrom) and node.module and name in [each.name for each in node.names]:
            return _assignment(importlib.import_module(node.module), name)
    raise LookupError(f"{module.__name__}.{name} is neither defined nor assigned")


def _members(node: ast.ClassDef) -> Iterator[str]:
    """Yield the public attributes and methods of a class, each with what is said of it."""
    for item, after in zip(node.body, [*node.body[1:], None], strict=True):
        if isinstance(item, ast.AnnAssign | ast.Assign):
            target = item.target if isinstance(item, ast.AnnAssign) else item.targets[0]
            if not ast.unparse(target).startswith("_"):
                yield _member(ast.unparse(item), _said(after))
        elif isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef) and not item.name.startswith("_"):
            yield _member(_head(item), ast.get_docstring(item))


def _head(node: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """Return the line that begins a function, without its colon."""
    prefix = "async def" if isinstance(node, ast.AsyncFunctionDef) else "def"
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    return f"{prefix} {node.name}({ast.unparse(node.args)}){returns}"


def _said(after: ast.stmt | None) -> str:
    """Return the text under an attribute."""
    if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and isinstance(after.value.value, str):
        return inspect.cleandoc(after.value.value)
    return ""


def _member(code: str, said: str | None) -> str:
    return f"`{code}`" + (f": {first_sentence(said)}" if said else "")
