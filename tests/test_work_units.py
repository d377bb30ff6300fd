"""The units in which `make pytest` hands tests to processes, and their order."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from work_units import LONG, seconds, unit_of

ROOT = Path(__file__).resolve().parent.parent
CONFTEST = """
pytest_plugins = ["work_units"]

def pytest_runtest_logreport(report):
    if report.when == "call":
        print("RAN", report.nodeid)
"""


def test_files_are_units_and_so_are_folders_of_pages_by_engine() -> None:
    assert unit_of("tests/test_tls.py::test_one[a]") == "tests/test_tls.py"
    first = unit_of("js-api/tests/a.test.js::it [works] [gtk]")
    assert first == unit_of("js-api/tests/b.test.js::every test ran [gtk]") == "js-api/tests [gtk]"
    assert first != unit_of("js-api/tests/a.test.js::it [works] [qt]")


def test_long_units_are_files_that_exist() -> None:
    assert [name for name in LONG if not (ROOT / name).is_file()] == []


def test_more_tests_take_longer_unless_it_is_known_better() -> None:
    few, many = dict.fromkeys("ab", False), dict.fromkeys("abcdef", False)
    assert seconds("tests/a.py", few) < seconds("tests/b.py", many) < seconds(next(iter(LONG)), few)


def test_the_longest_units_run_first(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {ROOT / 'scripts'}\n")
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for name, count in (("few", 4), ("most", 40), ("more", 20)):
        tests = "".join(f"def test_{number}(): pass\n" for number in range(count))
        (tmp_path / f"test_{name}.py").write_text(tests)
    command = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "1", "--dist", "loadfile"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    ran = [line.split()[-1].partition("::")[0] for line in done.stdout.splitlines() if "RAN test_" in line]
    assert list(dict.fromkeys(ran)) == ["test_most.py", "test_more.py", "test_few.py"]
    assert len(ran) == 64
