"""The state machine of windows. Sans-IO.

Rules
1. A window is made (none, creating, created), then hidden and shown any number of times, then closed; after that
   the app may exit, or the window is killed.
2. States are only left forwards; between those of hidden and shown there is no order.
3. A window fails at any time before it is closed, and a failed one is only closed.
4. Late events of an engine, such as that a closing window was hidden, are ignored.
"""

from __future__ import annotations

from collections.abc import Sequence

from oro_framework.types import WindowStatus

__all__ = ("STAGES", "may_follow", "stage")

STAGES: Sequence[Sequence[WindowStatus]] = (
    (WindowStatus.NONE,),
    (WindowStatus.CREATING,),
    (WindowStatus.CREATED,),
    (WindowStatus.HIDING, WindowStatus.HIDDEN, WindowStatus.SHOWING, WindowStatus.SHOWN),
    (WindowStatus.ERROR,),
    (WindowStatus.CLOSING,),
    (WindowStatus.CLOSED,),
    (WindowStatus.EXITING, WindowStatus.KILLING),
    (WindowStatus.EXITED, WindowStatus.KILLED),
)
"""States from a window's making to its end; those of one stage follow each other freely or not at all."""
_STAGE = {status: number for number, stage in enumerate(STAGES) for status in stage}
_VISIBLE = 3
_ENDS = {WindowStatus.EXITING: WindowStatus.EXITED, WindowStatus.KILLING: WindowStatus.KILLED}


def stage(status: WindowStatus) -> int:
    """Return the stage of a state; states of one stage follow each other freely or not at all."""
    return _STAGE[status]


def may_follow(old: WindowStatus, new: WindowStatus) -> bool:
    """Return whether a window may go from one state to another."""
    if old in _ENDS:
        return new is _ENDS[old]
    if stage(old) == stage(new) == _VISIBLE:
        return old is not new
    return stage(old) < stage(new)
