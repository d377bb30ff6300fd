"""tsc, as js-api installs it, and the declarations of the workspace's modules."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

import build_js
import declare_js

OPTIONS = {
    "target": "ES2022",
    "module": "ESNext",
    "moduleResolution": "bundler",
    "lib": ["ES2023", "ESNext.Disposable", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
    "types": [],
    "strict": True,
    "noEmit": True,
    "skipLibCheck": False,
}


@pytest.fixture(scope="session")
def compiler() -> Path:
    """Install what js-api needs, and return its tsc."""
    if shutil.which("npm") is None:
        pytest.skip("npm is not here, so there is no tsc")
    build_js.install_node_modules()
    return build_js.API / "node_modules" / ".bin" / "tsc"


@pytest.fixture(scope="session")
def declared(compiler: Path) -> None:
    """Make the declarations that wheels carry."""
    declare_js.declare()


@pytest.fixture
def tsc(compiler: Path, tmp_path: Path) -> Callable[[], str]:
    """Check every file of `tmp_path`, strictly; what it complains about is returned."""

    def check() -> str:
        (tmp_path / "tsconfig.json").write_text(json.dumps({"compilerOptions": OPTIONS, "include": ["**/*.ts"]}))
        command = [str(compiler), "-p", str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, cwd=tmp_path).stdout

    return check
