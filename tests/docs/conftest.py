from __future__ import annotations

import os
import site
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import pytest


@pytest.fixture
def reader_env(tmp_path: Path, display: str) -> Mapping[str, str]:
    """Return the environment of a reader who sits at a display and has an empty cache."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "ORO_"))}
    cache = tmp_path / "cache"
    return {**variables, "DISPLAY": display, "XDG_CACHE_HOME": str(cache), "NO_COLOR": "1", "COLUMNS": "200"}


@pytest.fixture
def reader_python(tmp_path: Path) -> Path:
    """Return the interpreter of a fresh environment that sees what this one has installed."""
    where = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", where], check=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(where), "platbase": str(where)}))
    lines = [f"import site; site.addsitedir({folder!r})" for folder in site.getsitepackages()]
    (packages / "reader.pth").write_text("\n".join(lines) + "\n")
    return where / "bin" / "python"
