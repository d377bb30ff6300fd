"""Errors of upstreams; each names its upstream, and none has its key."""

from __future__ import annotations

from oro_framework.errors import Broken, Busy, TimedOut, UsageError

__all__ = ("UpstreamBusy", "UpstreamFailed", "UpstreamRefused", "UpstreamTimedOut")


class UpstreamFailed(Broken):
    """An upstream cannot be reached, or does not answer as a server of OpenAI's API does."""

    code = "ERR_UPSTREAM"
    status = 502

    def __init__(self, upstream: str, why: str) -> None:
        super().__init__(f'Cannot use upstream "{upstream}": {why}', upstream=upstream)


class UpstreamRefused(UsageError):
    """An upstream says that the request makes no sense.

    Args:
        upstream: its name.
        why: what it says.
        param: the parameter it names.
    """

    code = "upstream_refused"

    def __init__(self, upstream: str, why: str, param: str | None = None) -> None:
        super().__init__(f'Cannot use upstream "{upstream}": {why}', upstream=upstream, param=param)


class UpstreamBusy(Busy):
    """An upstream has too many requests.

    Args:
        upstream: its name.
        why: what it says.
        retry_after: seconds after which it may be asked again.
    """

    code = "rate_limit_exceeded"
    status = 429

    def __init__(self, upstream: str, why: str, retry_after: float) -> None:
        super().__init__(f'Cannot use upstream "{upstream}": {why}', upstream=upstream)
        self.retry_after = retry_after


class UpstreamTimedOut(TimedOut):
    """An upstream sent nothing for as long as its `timeout`."""

    code = "ERR_UPSTREAM_TIMEOUT"
    status = 504

    def __init__(self, upstream: str, seconds: float) -> None:
        super().__init__(f'Cannot use upstream "{upstream}": it sent nothing for {seconds:g} s', upstream=upstream)
