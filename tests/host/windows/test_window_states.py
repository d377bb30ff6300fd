"""The state machine of windows: it ends, and it never goes back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.windows.window_states import may_follow, stage
from oro_framework.types import WindowStatus as Status

VISIBLE = {Status.HIDING, Status.HIDDEN, Status.SHOWING, Status.SHOWN}
STATUS = st.sampled_from(list(Status))


@given(st.lists(STATUS, max_size=40))
def test_whatever_is_told_a_window_only_goes_forwards(told: list[Status]) -> None:
    now, closed = Status.NONE, False
    for status in told:
        if may_follow(now, status):
            assert stage(status) > stage(now) or {now, status} <= VISIBLE
            assert not (closed and status in VISIBLE)
            now, closed = status, closed or status is Status.CLOSED


@given(STATUS)
def test_no_state_follows_itself(status: Status) -> None:
    assert not may_follow(status, status)


def test_every_arrow_of_the_diagram() -> None:
    for old, new in [
        (Status.NONE, Status.CREATING), (Status.CREATING, Status.CREATED), (Status.CREATED, Status.SHOWN),
        (Status.CREATED, Status.HIDDEN), (Status.SHOWN, Status.HIDDEN), (Status.HIDDEN, Status.SHOWN),
        (Status.SHOWN, Status.CLOSING), (Status.CLOSING, Status.CLOSED), (Status.CLOSED, Status.EXITING),
        (Status.CLOSED, Status.KILLING), (Status.EXITING, Status.EXITED), (Status.KILLING, Status.KILLED),
        (Status.CREATING, Status.ERROR), (Status.ERROR, Status.CLOSED),
    ]:  # fmt: skip
        assert may_follow(old, new), (old, new)
    for old, new in [
        (Status.CLOSING, Status.HIDDEN), (Status.CLOSED, Status.SHOWN), (Status.EXITING, Status.KILLED),
        (Status.KILLED, Status.EXITED), (Status.ERROR, Status.SHOWN),
    ]:  # fmt: skip
        assert not may_follow(old, new), (old, new)
