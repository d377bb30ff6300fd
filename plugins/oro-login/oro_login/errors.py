"""Errors of login routes beyond those of the framework."""

from __future__ import annotations

from oro_framework.errors import Broken, Closed, Denied, TimedOut

__all__ = ("Abandoned", "NotSignedIn", "OutOfReach", "Refused", "TimeRanOut", "Unreachable", "Untrusted")


class NotSignedIn(Denied):
    """The account is signed out, or the provider has ended its session."""

    code = "ERR_NOT_SIGNED_IN"


class OutOfReach(Denied):
    """The address, or the account, is not among those the app allows."""

    code = "ERR_OUT_OF_REACH"


class Refused(Denied):
    """The provider said no, or the person did there.

    Args:
        message: what could not be done.
        error: the provider's code for it, such as `access_denied`.
        description: the provider's own words, empty when it has none.
    """

    code = "ERR_SIGN_IN_REFUSED"

    def __init__(self, message: str, error: str, description: str = "") -> None:
        words = f"{error}: {description}" if description else error
        super().__init__(f"{message}: the provider answered {words}", error=error, description=description)
        self.error = error


class Abandoned(Closed):
    """Another sign-in to the account began before this one ended."""

    code = "ERR_SIGN_IN_ABANDONED"


class TimeRanOut(TimedOut):
    """The person did not finish in the browser in time, or closed the tab: a browser does not tell."""

    code = "ERR_SIGN_IN_TIMED_OUT"


class Unreachable(Broken):
    """The provider does not answer: this machine is offline, or the provider is."""

    code = "ERR_PROVIDER_UNREACHABLE"


class Untrusted(Broken):
    """The answer of the provider does not hold: a wrong issuer, a signature, a time."""

    code = "ERR_PROVIDER_UNTRUSTED"
