"""The error of a compiler that ended badly."""

from __future__ import annotations

import re
from collections.abc import Sequence

from oro_wasm.builds.build import BuildConfig, Diagnostic
from oro_wasm.errors import BuildError

__all__ = ("failed_compilation",)

_HINTS = (
    (r"duplicate symbol.*\bmain\b", "a program has one `main`: name the one source file to build"),
    (r"basic_[io]?fstream", "libc++ has no <fstream> and no <filesystem> for WASI: use <cstdio>"),
    (r"with exceptions disabled", "C++ has no exceptions for WASI here: return errors instead"),
    (r"compile with -", "flags of a project are in its compile_flags.txt, one in each line"),
)
"""Next steps, each by a pattern of a compiler's words."""


def failed_compilation(config: BuildConfig, diagnostics: Sequence[Diagnostic], lines: Sequence[str] = ()) -> BuildError:
    """Return the error of a compiler that ended badly, with what to do where that is known.

    Args:
        config: the build.
        diagnostics: what the compiler said.
        lines: its output, the last line of which is the reason where there are no diagnostics.
    """
    errors = [each for each in diagnostics if each.severity == "error"]
    if not errors:
        last = next((line.strip() for line in reversed(lines) if line.strip()), "the compiler gave no reason")
        return BuildError(f'Cannot build "{config.project}": {last}', diagnostics)
    first = errors[0]
    where = f"{first.file}:{first.line}:{first.column}: " if first.file else ""
    more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
    return BuildError(f'Cannot build "{config.project}": {where}{first.text}{more}{_hint(errors)}', diagnostics)


def _hint(errors: Sequence[Diagnostic]) -> str:
    told = "\n".join(each.text for each in errors)
    return next((f"; {hint}" for pattern, hint in _HINTS if re.search(pattern, told)), "")
