"""A folder of files for programs that search and read."""

from __future__ import annotations

from pathlib import Path

__all__ = ("PUZZLE", "write_tree")

PUZZLE = """(set-logic QF_BV)
(declare-const x (_ BitVec 8))
(assert (= (bvmul x #x03) #x2a))
(assert (bvult x #x20))
(check-sat)
(get-model)
"""
"""A question for a solver, which has one answer: 14."""


def write_tree(folder: Path) -> None:
    """Write the files below a folder, which is made."""
    files = {
        "a.txt": b"alpha\nneedle one\nbeta\n",
        "sub/b.txt": "needle zwei ä\n".encode(),
        "sub/bin": b"x\0needle\n",
        "sub/.hidden/c": b"needle\n",
        ".ignore": b"ignored.txt\n",
        "ignored.txt": b"needle\n",
        "puzzle.smt2": PUZZLE.encode(),
    }
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
