"""`Provider`, the endpoints of an identity provider, and how its answers are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

__all__ = ("Claims", "Provider", "as_answered")

Claims = Mapping[str, Any]
"""The claims about a person; `sub` names the person to this provider."""


def as_answered(answer: Claims) -> Claims:
    """Return the answer of a userinfo endpoint as the claims."""
    return answer


class Provider(Struct, frozen=True, kw_only=True):
    """A provider: one that was discovered, or one that a plugin declares by `oro_login_providers`.

    Every endpoint is an address by https, or of this machine.
    """

    name: str
    """By which accounts choose it, and which messages say."""
    issuer: str = ""
    """The issuer that its answers must name; empty where they name none."""
    authorization_endpoint: str = ""
    token_endpoint: str
    device_authorization_endpoint: str = ""
    userinfo_endpoint: str = ""
    revocation_endpoint: str = ""
    end_session_endpoint: str = ""
    jwks_uri: str = ""
    """Where its keys are; with it the answers must have an `id_token`, which is checked."""
    algorithms: tuple[str, ...] = ("RS256",)
    """Signatures of an `id_token`."""
    names_itself: bool = False
    """Whether it always adds `iss` to the redirect address (RFC 9207)."""
    basic: bool = False
    """Whether a client with a secret gives it by HTTP's own authentication, not in the body."""
    claims: Callable[[Claims], Claims] = as_answered
    """Makes claims of what `userinfo_endpoint` answers, where there is no `id_token`."""
