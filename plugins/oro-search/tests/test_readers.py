"""Each format gives its text with true places, and whatever bytes a file has give text or a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oro_search.readers.choice import Readers
from oro_search.readers.docx import Docx
from oro_search.readers.html import HTML
from oro_search.readers.markdown import Markdown
from oro_search.readers.pdf import PDF
from oro_search.readers.reader import Line, Reader, Unreadable
from oro_search.readers.text import Text


def read(reader: Reader, data: bytes) -> list[Line]:
    return [line for line in reader.read(data) if line.text.strip()]


def packed(xml: str, name: str = "word/document.xml") -> bytes:
    """Return a document of Word that has this text."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(name, xml)
    return file.getvalue()


def word(inner: str) -> str:
    schema = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{schema}"><w:body>{inner}</w:body></w:document>'


@pytest.mark.parametrize("reader", [Text(), Markdown(), HTML(), PDF(), Docx()], ids=lambda one: one.name)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_bytes_give_lines_or_a_reason(reader: Reader, data: st.DataObject) -> None:
    begin = data.draw(st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"<p>", b"\xff\xfe", b"# a\n"]))
    bytes_ = begin + data.draw(st.binary(max_size=300))
    try:
        lines = list(reader.read(bytes_))
    except Unreadable:
        return
    assert all("\n" not in line.text and line.number >= 0 for line in lines)


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=30), min_size=1))
def test_text_has_the_lines_of_its_file(lines: list[str]) -> None:
    for end in ("\n", "\r\n", "\r"):
        found = list(Text().read(end.join(lines).encode()))
        assert [line.text for line in found] == [line.removeprefix("\ufeff") if not at else line
                                                 for at, line in enumerate(lines)]  # fmt: skip
        assert [line.number for line in found] == list(range(1, len(lines) + 1))


def test_text_of_other_encodings() -> None:
    assert read(Text(), "Grüße".encode("utf-16"))[0].text == "Grüße"
    assert read(Text(), "Grüße".encode("utf-8-sig"))[0].text == "Grüße"
    assert read(Text(), "Grüße".encode("cp1252"))[0].text == "Grüße"
    with pytest.raises(Unreadable, match="no text"):
        list(Text().read(b"\x7fELF\0\0"))


def test_headings_of_markdown_are_none_in_code() -> None:
    text = "# One\n\n```\n# no heading\n```\n\nTwo\n---\n\n    # nor this\n### Three ###\n"
    found = [(line.number, line.level) for line in Markdown().read(text.encode()) if line.level]
    assert found == [(1, 1), (7, 2), (11, 3)]


def test_html_has_the_lines_of_its_source() -> None:
    text = (
        "<!doctype html><html><head>\n<title>A title</title><style>p {}</style>\n</head><body>\n"
        "<h2 id=x>Some <i>heading</i></h2>\n<p>First &amp; second\nline of it<br>third</p>\n"
        "<script>\nlet no = 1\n</script><ul><li>one<li>two</ul>\n<pre>a\n  b</pre></body></html>"
    )
    found = [(line.number, line.level, line.text) for line in read(HTML(), text.encode())]
    assert found == [
        (2, 1, "A title"),
        (4, 2, "Some heading"),
        (5, 0, "First & second"),
        (6, 0, "line of it"),
        (6, 0, "third"),
        (9, 0, "one"),
        (9, 0, "two"),
        (10, 0, "a"),
        (11, 0, "  b"),
    ]


def test_pdf_has_its_pages(tmp_path: Path, write_pdf: Callable[..., Path]) -> None:
    path = write_pdf(tmp_path / "a.pdf", "On the first.", "On the second.\nAnd more.", "")
    found = [(line.page, line.number, line.text) for line in read(PDF(), path.read_bytes())]
    assert found == [(1, 1, "On the first."), (2, 1, "On the second."), (2, 2, "And more.")]


def test_pdf_that_cannot_be_read_says_why(tmp_path: Path, write_pdf: Callable[..., Path]) -> None:
    locked = write_pdf(tmp_path / "locked.pdf", "hidden", password="secret").read_bytes()
    with pytest.raises(Unreadable, match="it is encrypted"):
        list(PDF().read(locked))
    empty = write_pdf(tmp_path / "empty.pdf", "").read_bytes()
    with pytest.raises(Unreadable, match="it has no text"):
        list(PDF().read(empty))


def test_word_has_paragraphs_and_headings(tmp_path: Path, write_docx: Callable[[Path], Path]) -> None:
    found = [
        (line.number, line.level, line.text) for line in read(Docx(), write_docx(tmp_path / "a.docx").read_bytes())
    ]
    assert found == [
        (1, 1, "Minutes"),
        (2, 0, "Present: Ada, Grace and Edsger."),
        (3, 1, "Budget"),
        (4, 0, "The committee agreed to buy a new kettle for the kitchen."),
        (6, 0, "The next meeting is in May."),
    ]


def test_word_has_the_pages_that_were_noted() -> None:
    page = "<w:lastRenderedPageBreak/>"
    xml = word(
        "<w:p><w:r><w:t>one</w:t></w:r></w:p>"
        f"<w:p><w:r>{page}<w:t>two</w:t></w:r></w:p>"
        f"<w:p><w:r><w:t>still two</w:t>{page}<w:t>, then three</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>three</w:t></w:r></w:p>"
    )
    found = [(line.page, line.text) for line in read(Docx(), packed(xml))]
    assert found == [(1, "one"), (2, "two"), (2, "still two, then three"), (3, "three")]


def test_word_that_would_do_harm_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + word("<w:p><w:r><w:t>&b;</w:t></w:r></w:p>")
    with pytest.raises(Unreadable, match="no document of Word"):
        list(Docx().read(packed(laughs)))
    monkeypatch.setattr("oro_search.readers.docx.MOST_BYTES", 1000)
    with pytest.raises(Unreadable, match="more than"):
        list(Docx().read(packed(word("<w:p/>" * 1000))))
    with pytest.raises(Unreadable, match="encrypted, or of an older format"):
        list(Docx().read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)))


def test_readers_of_plugins_go_first() -> None:
    class Shouting(Text):
        name = "shouting"
        suffixes: Sequence[str] = (".md", ".loud")

    mine = Shouting()
    readers = Readers([mine])
    assert readers.of("a/b.MD") is mine
    assert readers.of("a.loud") is mine
    assert readers.of("a.html").name == "html"
    assert readers.of("Makefile").name == "text"
    assert readers.mark != Readers().mark
