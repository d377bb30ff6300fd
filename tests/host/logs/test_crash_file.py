"""The file for a crash leaves the signals of libraries alone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import faulthandler, io, sys
from pathlib import Path
import wasmtime
from oro_framework.host.logs.crash_file import CrashFile

faulthandler.enable()
store = wasmtime.Store()
module = wasmtime.Module(store.engine, '(module (func (export "trap") unreachable))')

def trap():
    exports = wasmtime.Instance(store, module, []).exports(store)
    try:
        exports["trap"](store)
    except wasmtime.Trap:
        print("trapped", flush=True)

trap()
file = CrashFile(Path(sys.argv[1]), {})
trap()
if "captured" in sys.argv:
    sys.stderr = io.StringIO()
file.close()
trap()
"""


@pytest.mark.parametrize("errors", ["shown", "captured"])
def test_a_trap_of_webassembly_is_no_crash_before_while_and_after_the_file_is_there(
    errors: str, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path), errors]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["trapped"] * 3), done.stderr
    assert not list(tmp_path.iterdir())
