"""Secrets are taken out of what is kept; what is said about them stays readable."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.host.logs.redaction import HIDDEN, redacted

SECRET = "s3cr3tV4lue_xyz"


@pytest.mark.parametrize(
    "text",
    [
        f"GET ws://127.0.0.1:8080/?ticket={SECRET}&x=1",
        f"Authorization: Bearer {SECRET}",
        f"authorization: Basic {SECRET}",
        f"{{'Cookie': 'a=b; sid={SECRET}'}}",
        f"x-api-key: {SECRET}",
        f'{{"password": "{SECRET}"}}',
        f"password={SECRET}",
        f"OPENAI_API_KEY={SECRET}",
        f"client_secret: '{SECRET} with spaces'",
        f"https://me:{SECRET}@example.com/x",
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.{SECRET}",
        f"sk-{SECRET}{SECRET}",
    ],
)
def test_secrets_are_hidden(text: str) -> None:
    assert SECRET not in redacted(text)
    assert HIDDEN in redacted(text)


@given(st.text(min_size=6), st.text(), st.text())
def test_a_known_secret_is_nowhere(secret: str, before: str, after: str) -> None:
    found = redacted(before + secret + after, [secret])
    assert secret not in found.replace(HIDDEN, "") or secret in HIDDEN


@pytest.mark.parametrize(
    "text", ['Cannot read "/etc/x": no such file', "KeyError: 'name'", "at go (oro://a.b/x.js:1:2)"]
)
def test_other_texts_stay(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize("unit", ["a-", "a.", "-eyJaaaaaaaa", "keykey", "?a", "password ", "bearer ", "://"])
def test_long_texts_take_time_in_proportion(unit: str) -> None:
    began = time.process_time()
    redacted(unit * (64_000 // len(unit)))
    assert time.process_time() - began < 5, "a page that writes this must not hold up the app"


def test_a_secret_within_a_word_with_hyphens_is_hidden() -> None:
    for text in (f"my-own.db-password={SECRET}", f"1https://me:{SECRET}@example.com"):
        assert SECRET not in redacted(text)
