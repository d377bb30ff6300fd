"""The walkthrough itself: it finds what a page says, and notices when it is not so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.walkthrough import Command, File, follow, steps

PAGE = """
Text.

```{code-block} python
:caption: a/b.py

print("hi")
```

```python
only.read
```

```console
$ oro --version
oro-framework …
$ oro --help
…
Usage…
```
"""


def test_a_caption_makes_a_file_and_a_dollar_a_command() -> None:
    assert list(steps(PAGE)) == [
        File("a/b.py", 'print("hi")\n'),
        Command("oro --version", ("oro-framework …",)),
        Command("oro --help", ("…", "Usage…")),
    ]


def test_files_are_written_and_commands_run(tmp_path: Path) -> None:
    assert follow(PAGE, tmp_path) == 2
    assert (tmp_path / "a" / "b.py").read_text() == 'print("hi")\n'


@pytest.mark.parametrize("lines", ["$ oro --version\nsomething else", "$ oro no-such-command"])
def test_what_is_not_so_is_noticed(tmp_path: Path, lines: str) -> None:
    with pytest.raises(AssertionError, match="oro"):
        follow(f"```console\n{lines}\n```", tmp_path)
