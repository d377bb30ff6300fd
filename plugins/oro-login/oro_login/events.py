"""Events about accounts for pages. None of them says who a person is."""

from __future__ import annotations

from typing import TypedDict

from oro_framework.types import PageEvent

__all__ = ("ALL", "CODE", "EXPIRED", "SIGNED_IN", "SIGNED_OUT", "AccountNamed", "DeviceCode")

SIGNED_IN, SIGNED_OUT, EXPIRED, CODE = "loginsignedin", "loginsignedout", "loginexpired", "logincode"


class AccountNamed(TypedDict):
    """The name of an account."""

    name: str


class DeviceCode(TypedDict):
    """The code that a person types in at the provider, and where."""

    name: str
    userCode: str
    verificationUri: str
    verificationUriComplete: str
    seconds: float


ALL = (
    PageEvent(name=SIGNED_IN, detail=AccountNamed, summary="A person signed in to an account."),
    PageEvent(name=SIGNED_OUT, detail=AccountNamed, summary="An account was signed out, whatever the reason."),
    PageEvent(name=EXPIRED, detail=AccountNamed, summary="A provider ended an account's session; it is signed out."),
    PageEvent(name=CODE, detail=DeviceCode, summary="A sign-in waits for a code that the person types in elsewhere."),
)
