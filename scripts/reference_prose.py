"""Docstrings as Markdown."""

from __future__ import annotations

import re

SECTIONS = ("Args:", "Raises:", "Returns:", "Yields:")


def prose(text: str | None) -> str:
    """Turn a docstring into Markdown: sections become bold words, their entries lists."""
    lines: list[str] = []
    inside = False
    for line in (text or "").splitlines():
        deeper = len(line) - len(line.lstrip())
        if line in SECTIONS:
            inside = True
            lines += [f"**{line[:-1]}**", ""]
        elif inside and deeper == 4:
            lines.append(f"- {line.strip()}")
        elif inside and deeper > 4:
            lines[-1] += " " + line.strip()
        elif not inside and deeper:
            lines.append("    " + line)
        else:
            inside = inside and not line.strip()
            lines.append(line)
    return "\n".join(lines)


def first_sentence(text: str | None) -> str:
    """Return the first paragraph of a docstring on one line."""
    return (text or "").partition("\n\n")[0].replace("\n", " ")


def sentence(text: str) -> str:
    """Return a phrase with a capital and a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith(".") else text + "."


def without_markup(page: str) -> str:
    """Escape what a page of Markdown would take for HTML, such as <name>, outside of code."""
    return _CODE_OR_TAG.sub(lambda found: found["code"] or f"\\{found['tag']}", page)


_CODE = r"^```.*?^```|^~~~.*?^~~~|(?P<ticks>`+).+?(?P=ticks)|^ {4,}\S.*?$|\\<"
_CODE_OR_TAG = re.compile(rf"(?P<code>{_CODE})|(?P<tag><(?=[/a-zA-Z]))", re.MULTILINE | re.DOTALL)
"""Code in all its forms, or the beginning of a tag."""
