"""Signatures by GnuPG. Blocking."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from oro_build.formats.tool import run_tool

__all__ = ("sign_detached", "sign_rpm")


def sign_detached(path: Path, key: str) -> Path:
    """Write the signature of a file beside it, as `NAME.asc`, and return it.

    Raises:
        BuildError: GnuPG is not installed, has no such key, or cannot ask for its passphrase.
    """
    signature = path.with_name(f"{path.name}.asc")
    run_tool(["gpg", *_options(key), "--output", str(signature), "--detach-sign", str(path)], f'sign "{path.name}"')
    return signature


def sign_rpm(path: Path, key: str) -> None:
    """Put a signature into a package of RPM, where `rpm --checksig` finds it.

    Raises:
        BuildError: RPM is not installed, or GnuPG has no such key.
    """
    defined = ["--define", f"_gpg_name {key}", "--define", f"__gpg {shutil.which('gpg') or 'gpg'}"]
    run_tool(["rpmsign", *defined, "--addsign", str(path)], f'sign "{path.name}"')


def _options(key: str) -> Sequence[str]:
    return ["--batch", "--yes", "--armor", "--local-user", key]
