"""Configuration, certificates and folders of wheels that let pip and npm install in a root as outside."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

CERTIFICATES = {"PIP_CERT", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
PREFIXES = ("PIP_", "npm_config_", "NPM_CONFIG_")
PROXIES = {"http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY"}
HERE = {"PIP_REQUIRE_VIRTUALENV", "PIP_CACHE_DIR", "PIP_CONFIG_FILE", "PIP_BUILD_TRACKER"}
"""Variables of pip's that name something of this machine, or of the pip that runs us."""


def environment() -> dict[str, str]:
    """Return the variables that programs in a root inherit."""
    return {
        name: value
        for name, value in os.environ.items()
        if (name.startswith(PREFIXES) and name not in HERE) or name in CERTIFICATES | PROXIES
    }


def files() -> dict[Path, str]:
    """Return what is mounted, read only: each file or folder here, and its path in the root, whose home is /root."""
    return dict(_configurations()) | {path: str(path) for path in _folders() if path.exists()}


def _configurations() -> Iterator[tuple[Path, str]]:
    home = Path.home()
    candidates = {
        Path("/etc/pip.conf"): "/etc/pip.conf",
        home / ".pip/pip.conf": "/root/.pip/pip.conf",
        home / ".config/pip/pip.conf": "/root/.config/pip/pip.conf",
        home / ".npmrc": "/root/.npmrc",
    }
    if shutil.which("npm"):
        line = ["npm", "config", "get", "globalconfig"]
        path = subprocess.run(line, capture_output=True, text=True, check=False).stdout.strip()
        candidates |= {Path(path): place for place in ("/usr/etc/npmrc", "/usr/local/etc/npmrc") if path}
        candidates[Path(path)] = "/etc/npmrc"  # where Debian's npm looks
    yield from ((path, inside) for path, inside in candidates.items() if path.is_file())


def _folders() -> Iterator[Path]:
    """Name the certificates, and the folders that pip's settings name."""
    texts = [path.read_text() for path, inside in _configurations() if inside.endswith("pip.conf")]
    texts += [value for name, value in os.environ.items() if name.startswith("PIP_") and name not in HERE]
    for found in re.findall(r"(?:file://)?(/[^\s:]+)", "\n".join(texts).replace("http://", "").replace("https://", "")):
        path = Path(found)
        if len(path.parts) > 2 and path.parts[1] not in {"etc", "usr"}:  # a folder of the system is the root's own
            yield path.parent if path.name == "simple" else path
    for name in CERTIFICATES:
        if value := os.environ.get(name):
            yield Path(value)
