"""Programs of other people do here what they do in Node, and what CPython does as a program of the machine."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from oro_wasm.api import Guests

from .conftest import Run
from .tree import PUZZLE

SCRIPT = """
import csv, hashlib, json, sys, zlib
from decimal import Decimal
from pathlib import Path
root = Path(sys.argv[1])
for path in sorted(each for each in root.rglob("*.txt")):
    data = path.read_bytes()
    print(path.relative_to(root), len(data), hashlib.sha256(data).hexdigest(), zlib.crc32(data))
rows = list(csv.reader(sys.stdin))
(root / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
print(sum(Decimal(row[1]) for row in rows), "ä".upper())
print("done", file=sys.stderr)
sys.exit(len(rows))
"""


@pytest.mark.node20
@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("--sort path -n needle /tree", 0, "/tree/sub/b.txt:1:needle zwei ä\n"),
        ("--sort path --hidden --no-ignore -c needle /tree", 0, "/tree/ignored.txt:1\n"),
        ("--sort path --files --hidden /tree", 0, "/tree/sub/.hidden/c\n"),
        ("-n -o ne+dle -", 0, "2:needle\n2:needle\n"),
        (r"-a --column \bneedle\b /tree/sub/bin", 0, "1:3:x\0needle\n"),
        ("-r [$1] needle.(\\w+) /tree/sub/b.txt", 0, "[zwei] ä\n"),
        ("missing /tree", 1, ""),
        ("( /tree", 2, "unclosed group"),
        ("needle /etc", 2, "/etc"),
    ],
)
def test_ripgrep_finds_what_it_finds_in_node(command: str, code: int, words: str, execute: Run, by_node: Run) -> None:
    done = execute("ripgrep", *command.split(), input="x\nneedle, needle\n")
    assert done == by_node("ripgrep", *command.split(), input="x\nneedle, needle\n")
    assert done[0] == code
    assert words in done[1] + done[2]


@pytest.mark.node20
def test_boolector_solves_what_it_solves_in_node(execute: Run, by_node: Run) -> None:
    asked = execute("boolector", "-m", "/tree/puzzle.smt2")
    assert asked == execute("boolector", "-m", input=PUZZLE) == by_node("boolector", "-m", input=PUZZLE)
    assert asked[0] == 10
    assert asked[1].startswith("sat\n")
    assert "#b00001110" in asked[1]
    refused = execute("boolector", input="(set-logic QF_BV")
    assert refused == by_node("boolector", input="(set-logic QF_BV")
    assert refused[0] == 1


def test_cpython_computes_what_cpython_of_the_machine_computes(execute: Run, tree: Path) -> None:
    script = tree / "script.py"
    script.write_text(SCRIPT, encoding="utf-8")
    rows = "one,1.10\nzwei ä,2.25\n"
    done = execute("cpython", "/tree/script.py", "/tree", input=rows)
    written = (tree / "rows.json").read_bytes()
    native = subprocess.run(
        [sys.executable, "-X", "utf8", script, tree], input=rows, capture_output=True, encoding="utf-8", check=False
    )
    assert done == (native.returncode, native.stdout, native.stderr)
    assert written == (tree / "rows.json").read_bytes() == '[["one", "1.10"], ["zwei ä", "2.25"]]'.encode()
    assert done[0] == 2


@pytest.mark.anyio
async def test_functions_of_a_library_are_called_from_python(strangers: Mapping[str, Path]) -> None:
    async with Guests() as guests:
        assert await guests.call(strangers["gofmt"], "output_len") == 0
        assert await guests.call(strangers["gofmt"], "alloc", 100) > 0
        assert await guests.call(strangers["zig_fmt"], "alloc", 100) > 0
        assert await guests.call(strangers["zig_fmt"], "free_all") is None
