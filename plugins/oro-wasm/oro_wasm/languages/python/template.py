"""A new project in Python."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ("files",)

_MAIN = '''"""A program: what is printed goes to its standard output."""

import sys


def main() -> None:
    """Greet the name that is given."""
    name = sys.argv[1] if len(sys.argv) > 1 else "world"
    print(f"Hello, {name}!")


if __name__ == "__main__":
    main()
'''


def files(name: str) -> Mapping[str, str]:
    """Return a program's files by path.

    Args:
        name: of the project.
    """
    manifest = f"""[project]
name = "{name}"
version = "0.1.0"
requires-python = ">=3.11"
"""
    return {"app.py": _MAIN, "pyproject.toml": manifest, ".gitignore": "__pycache__/\nbuild/\n"}
