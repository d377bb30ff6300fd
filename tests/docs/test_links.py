"""Links of the files that Sphinx does not read lead to files and headings that are there."""

from __future__ import annotations

from pathlib import Path

import links

from tests.docs.walkthrough import ROOT

PAGE = """# A page

[right](other.md#two-words-of-it), [own](#a-page), [a folder](more/), [the web](https://example.org/x#y),
[`code`](gone.md), [heading](other.md#no-such-anchor), [own](#nowhere), `[code](gone-too.md)`

```md
[in a block](gone-as-well.md)
```
"""


def test_links_that_lead_nowhere_are_named(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text(PAGE)
    (tmp_path / "other.md").write_text("# One\n\n## Two words, *of* `it`\n")
    (tmp_path / "more").mkdir()
    assert links.pages(tmp_path) == [tmp_path / "README.md", tmp_path / "other.md"]
    assert [*links.broken_links(tmp_path / "README.md", tmp_path)] == [
        "README.md: [gone.md] leads to no file",
        "README.md: [other.md#no-such-anchor] leads to no heading of other.md",
        "README.md: [#nowhere] leads to no heading of README.md",
    ]


def test_every_link_of_this_repository_leads_somewhere() -> None:
    found = links.pages(ROOT)
    assert {"README.md", "CONTRIBUTING.md", "plugins/oro-fs/README.md"} <= {
        str(page.relative_to(ROOT)) for page in found
    }
    assert not [line for page in found for line in links.broken_links(page, ROOT)]
