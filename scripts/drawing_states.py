"""State diagrams, drawn from the tables by which the code moves from one state to the next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, product

from oro_sw.registrations.states import Registration, Script, Source, State, Version

from oro_framework.host.kernel.loop_states import TRANSITIONS, LoopState
from oro_framework.host.windows.window_states import STAGES, may_follow, stage
from oro_framework.types import WindowStatus

__all__ = ("loop_state_machine", "window_state_machine", "worker_state_machine")

HEAD = "stateDiagram-v2"
Stage = Sequence[WindowStatus]


def loop_state_machine() -> str:
    """Draw the states of an app's loop."""
    lines = [HEAD, f"  [*] --> {LoopState.NONE.value}"]
    for old, following in TRANSITIONS.items():
        lines += [f"  {old.value} --> {new.value}: {cause}" for new, cause in following.items()]
    return "\n".join([*lines, f"  {LoopState.SHUTDOWN.value} --> [*]"])


def window_state_machine() -> str:
    """Draw the states of a window, from each stage to the next; a window may leave out stages."""
    error, failed = _name(WindowStatus.ERROR), stage(WindowStatus.ERROR)
    before, after = STAGES[:failed], STAGES[failed + 1 :]
    closing = _name(after[0][0])
    lines = [HEAD, "  [*] --> open", "  state open {", *_indented(_stages(before)), "  }"]
    lines += [f"  open --> {closing}", f"  open --> {error}", f"  {error} --> {closing}"]
    return "\n".join([*lines, *_stages(after)])


def _stages(stages: Sequence[Stage]) -> Iterator[str]:
    """Yield the steps within stages and from each to the next."""
    for each in stages:
        if _is_free(each):
            yield from ("  state visible {", *_indented(_round(each)), "  }")
    for old, new in pairwise(_groups(each) for each in stages):
        for (source, one), (target, other) in product(old.items(), new.items()):
            if may_follow(one, other):
                yield f"  {source} --> {target}"


def _groups(each: Stage) -> Mapping[str, WindowStatus]:
    """Return the states of a stage by name; one of them, by another name, where they follow each other freely."""
    return {"visible": each[0]} if _is_free(each) else {_name(status): status for status in each}


def _is_free(each: Stage) -> bool:
    return len(each) > 1 and may_follow(each[0], each[1])


def _round(each: Stage) -> Iterator[str]:
    """Yield the steps of a stage in their usual order, from the last to the first as well."""
    for old, new in pairwise([*each, each[0]]):
        yield f"  {_name(old)} --> {_name(new)}"


def _name(status: WindowStatus) -> str:
    return status.name.lower()


def worker_state_machine() -> str:
    """Draw the states of one version of a service worker."""
    lines = [HEAD, "  [*] --> living", "  state living {"]
    for old, new in pairwise(State):
        if new is not State.REDUNDANT and _moves(old, new):
            lines.append(f"    {old.value} --> {new.value}")
    assert all(_moves(old, State.REDUNDANT) for old in State if old is not State.REDUNDANT)
    return "\n".join([*lines, "  }", f"  living --> {State.REDUNDANT.value}"])


def _moves(old: State, new: State) -> bool:
    """Return whether a version goes from one state to another."""
    source = Source("oro://app/sw.js")
    return Version("1", Registration("1", "oro://app/", source), source, Script(b""), state=old).move(new)


def _indented(lines: Iterator[str]) -> list[str]:
    return [f"  {line}" for line in lines]
