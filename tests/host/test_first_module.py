"""Pages begin with Node's globals only when the app asks for them."""

from __future__ import annotations

from oro_framework.host.resources.html import Documents

MAP: dict[str, dict[str, str]] = {"imports": {}}
PAGE = b"<!doctype html><p>"


def test_nothing_is_imported_unless_asked() -> None:
    assert b'type="module"' not in Documents(MAP).prepare(PAGE)


def test_the_first_module_follows_the_import_map_and_carries_the_nonce() -> None:
    text = Documents(MAP, (), "oro://b/oro/x.js").prepare(PAGE, "abc")
    element = b'</script><script type="module" nonce="abc">import "oro://b/oro/x.js"</script>'
    assert element in text
    assert text.index(b"importmap") < text.index(element)


def test_its_address_cannot_end_the_script() -> None:
    assert b"</script>x" not in Documents(MAP, (), "</script>x").prepare(PAGE)


def test_a_page_with_a_policy_has_its_own_first_module() -> None:
    documents = Documents(MAP, (), "", "oro://b/oro/x.js")
    assert b'type="module"' not in documents.prepare(PAGE)
    assert b'<script type="module" nonce="abc">import "oro://b/oro/x.js"</script>' in documents.prepare(PAGE, "abc")
