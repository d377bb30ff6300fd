"""Change the cookies a guest sets so that a frame of another site keeps them, in both engines. Sans-IO.

A preview is another site than the page that shows it. QtWebEngine keeps a cookie there with `SameSite=None; Secure`
only, WebKitGTK keeps none with `Secure` from `http:`. So each is set both ways, and either engine takes one.
"""

from __future__ import annotations

__all__ = ("set_cookies",)

DROPPED = frozenset({b"domain", b"partitioned", b"samesite", b"secure"})


def set_cookies(value: bytes) -> list[bytes]:
    """Return the values of `Set-Cookie` for the preview in place of the guest's."""
    pair, *attributes = value.split(b";")
    kept = [each for each in attributes if each.partition(b"=")[0].strip().lower() not in DROPPED]
    plain = b";".join((pair, *kept))
    return [plain, plain + b"; SameSite=None; Secure; Partitioned"]
