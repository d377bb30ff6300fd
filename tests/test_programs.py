"""`oro_framework.run` where it must not start an app."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROGRAM = """
import multiprocessing
import sys
from oro_framework import run

if __name__ == "__main__":
    child = multiprocessing.get_context("spawn").Process(target=print)
    child.start()
    child.join()
    sys.exit(10 + child.exitcode)
run(headless=True)
"""


def test_a_child_process_that_imports_the_program_starts_no_app(tmp_path: Path) -> None:
    program = tmp_path / "main.py"
    program.write_text(PROGRAM)
    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 11
    assert 'call run below if __name__ == "__main__"' in done.stderr
