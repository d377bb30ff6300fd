"""The reference page of npm packages: what tests use each for, and in which engines that ends as in Node."""

from __future__ import annotations

from collections.abc import Mapping

from npm_uses import Use, deviations, uses

INTRODUCTION = """# Packages of npm

Tests use these {count} packages, unmodified and installed as npm installs them, for their main job: in a page of each
engine and in Node, against real servers where a package is a client of one. "Yes" means that the page wrote down what
Node did, line by line; {whole} of them do so in both engines. A package that is not listed has not been tried, which
does not mean that it fails: [Use npm packages](../how-to/use-npm-packages.md) says how one finds its files, and
[Modules of Node](node.md) which of Node's modules it finds.

| package | version | main job | WebKitGTK | QtWebEngine |
|---|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    known, reasons = uses(), deviations()
    whole = sum(use.package not in reasons for use in known)
    rows = [_row(use, reasons.get(use.package, {})) for use in known]
    return INTRODUCTION.format(count=len(known), whole=whole) + "\n".join(rows)


def _row(use: Use, reasons: Mapping[str, str]) -> str:
    ends = (_end(reasons, engine) for engine in ("gtk", "qt"))
    return f"| `{use.package}` | {use.version} | {use.job} | {' | '.join(ends)} |"


def _end(reasons: Mapping[str, str], engine: str) -> str:
    reason = reasons.get(engine) or reasons.get("all")
    return f"no: {reason}" if reason else "yes"
