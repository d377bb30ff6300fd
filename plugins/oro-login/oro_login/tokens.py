"""`Tokens`, what a provider gave for one account, and what of it is kept between runs. Sans-IO."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

__all__ = ("Kept", "Tokens")

_EARLY = 30.0
"""Seconds before its end, at most, from which a token is renewed rather than used; a quarter of a shorter life."""


class Kept(Struct, frozen=True, kw_only=True):
    """The part of an account's tokens that outlasts a run."""

    issuer: str
    """The provider it is of, by the name that the account gives it."""
    client_id: str
    refresh_token: str
    id_token: str = ""
    claims: dict[str, Any]
    scopes: tuple[str, ...] = ()


class Tokens(Struct, frozen=True, kw_only=True):
    """The tokens of an account, and the checked claims."""

    access_token: str
    expires: float | None
    """Seconds since 1970; None where the provider does not say."""
    early: float = 0.0
    """Seconds before that from which it is renewed."""
    refresh_token: str
    id_token: str
    claims: Mapping[str, Any]
    scopes: Sequence[str]

    @classmethod
    def of(
        cls, answer: Mapping[str, Any], claims: Mapping[str, Any], asked: Sequence[str], before: Tokens | None = None
    ) -> Tokens:
        """Return the tokens of an answer; what a renewal leaves out stays as it was."""
        seconds = answer.get("expires_in")
        timed = isinstance(seconds, (int, float)) and not isinstance(seconds, bool)
        scopes = answer.get("scope")
        return cls(
            access_token=str(answer["access_token"]),
            expires=time.time() + float(seconds) if timed and seconds is not None else None,
            early=min(_EARLY, float(seconds) / 4) if timed and seconds is not None else 0.0,
            refresh_token=str(answer.get("refresh_token") or (before.refresh_token if before else "")),
            id_token=str(answer.get("id_token") or (before.id_token if before else "")),
            claims=claims,
            scopes=scopes.split() if isinstance(scopes, str) else (before.scopes if before else tuple(asked)),
        )

    @classmethod
    def from_kept(cls, kept: Kept) -> Tokens:
        """Return what a run begins with: no token yet, so the first use renews."""
        return cls(
            access_token="",
            expires=0.0,
            refresh_token=kept.refresh_token,
            id_token=kept.id_token,
            claims=kept.claims,
            scopes=kept.scopes,
        )

    def to_keep(self, issuer: str, client_id: str) -> Kept:
        """Return what outlasts a run."""
        return Kept(
            issuer=issuer,
            client_id=client_id,
            refresh_token=self.refresh_token,
            id_token=self.id_token,
            claims=dict(self.claims),
            scopes=tuple(self.scopes),
        )

    def is_current(self) -> bool:
        """Return whether the token can be used: it has not ended, and is not about to."""
        return bool(self.access_token) and (self.expires is None or time.time() < self.expires - self.early)


def encode(kept: Kept) -> str:
    """Return what outlasts a run as text in ASCII."""
    return json.dumps(msgspec.to_builtins(kept))


def decode(text: str) -> Kept | None:
    """Return what a text holds, None when it is none of these."""
    try:
        return msgspec.json.decode(text, type=Kept)
    except msgspec.MsgspecError:
        return None
