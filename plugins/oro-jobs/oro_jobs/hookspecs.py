"""The hook of this plugin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from oro_framework.hookspecs import hookspec

__all__ = ("oro_jobs_functions",)


@hookspec
def oro_jobs_functions() -> Sequence[Callable[..., Any]]:
    """Declare functions that pages may submit as jobs, by the name that `@job` gives them.

    What a parameter may be is said by its type, as with routes. Python code submits any function of a module, declared
    here or not; pages see the jobs of those that are.
    """
    raise NotImplementedError
