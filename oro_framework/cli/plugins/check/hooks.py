"""Hooks: those that cannot work, those that change what is safe, and places in the order of calls."""

from __future__ import annotations

from collections.abc import Iterator

from oro_framework.cli.plugins.check.remark import Remark
from oro_framework.cli.plugins.check.safety import SAFETY
from oro_framework.cli.plugins.check.subject import Subject

__all__ = ("examine",)

ORDERED = frozenset({"oro_check", "oro_middleware", "oro_navigate", "oro_prompt", "oro_launch", "oro_backend"})
"""Hooks for which a place in the order makes a difference."""


def examine(subject: Subject) -> Iterator[Remark]:
    """Yield remarks on the hooks of a plugin."""
    if subject.info.error:
        message = f"is set aside: {subject.info.error}"
        place = subject.shown(subject.package)
        yield subject.remark("broken", subject.name, message, "mend what it says", place=place)
    for hook in sorted({each.hook for each in subject.hook_functions()}):
        place = subject.place_of_text(f"def {hook}(")
        if hook in SAFETY:
            message = f"{hook} {SAFETY[hook]}: people are told before they install it"
            remedy = "say in the README why it needs to"
            yield subject.remark("safety-hook", hook, message, remedy, place=place, weight="note")
    for each in subject.hook_functions():
        place = subject.place_of_text(f"def {each.hook}(")
        if (each.tryfirst or each.trylast) and each.hook not in ORDERED:
            message = f"{each.hook} asks for a place in the order, which makes no difference to it"
            yield subject.remark("hook-order", each.hook, message, "leave tryfirst and trylast out", place=place)
        if each.wrapper:
            message = f"{each.hook} is a wrapper: it sees and changes the answers of all plugins"
            remedy = "answer the hook itself where that is enough"
            yield subject.remark("hook-wrapper", each.hook, message, remedy, place=place, weight="advice")
