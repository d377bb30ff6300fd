"""What an app writes to narrow a permission to hosts and ports."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oro_framework.scopes import HostPattern, HostScope


@pytest.mark.parametrize(
    ("pattern", "inside", "outside"),
    [
        ("*", [("example.com", 1), ("10.0.0.1", 65535), ("::1", None)], []),
        ("*:53", [("example.com", 53), ("::1", 53)], [("::1", 54)]),
        ("example.com", [("EXAMPLE.com.", 1)], [("a.example.com", 1), ("example.comx", 1), ("10.0.0.1", 1)]),
        ("*.example.com:443", [("a.b.example.com", 443)], [("example.com", 443), ("badexample.com", 443)]),
        (
            "10.0.0.0/8:5000-5999",
            [("10.1.2.3", 5000), ("::ffff:10.1.2.3", 5999)],
            [("11.0.0.1", 5000), ("10.0.0.1", 4999)],
        ),
        ("127.0.0.1", [("127.0.0.1", 9)], [("127.0.0.2", 9), ("localhost", 9)]),
        ("::1", [("::1", 9), ("0:0::1%lo", 9)], [("::2", 9)]),
        ("[fe80::/10]:5353", [("fe80::1%eth0", 5353)], [("fe80::1", 5354), ("fd00::1", 5353)]),
    ],
)
def test_a_pattern_means_what_it_says(
    pattern: str, inside: list[tuple[str, int | None]], outside: list[tuple[str, int | None]]
) -> None:
    scope = HostScope.parse([pattern])
    assert all(scope.allows(host, port) for host, port in inside)
    assert not any(scope.allows(host, port) for host, port in outside)


def test_a_name_is_let_in_by_itself_or_by_where_it_led() -> None:
    scope = HostScope.parse("10.0.0.0/8, example.com:80")
    assert scope.allows("example.com", 80, led_to="192.0.2.1")
    assert scope.allows("other.example", 80, led_to="10.0.0.1")
    assert not scope.allows("other.example", 80, led_to="192.0.2.1")
    assert str(scope) == "10.0.0.0/8, example.com:80"


def test_no_patterns_narrow_nothing() -> None:
    assert HostScope().allows("anything", 1)
    assert str(HostScope()) == "everything"


@pytest.mark.parametrize("text", ["", "a b", "10.0.0.0/33", "256.1.1.1", "[::1", "[::1]53", "x:0-70000", "x:9-8", "-a"])
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="patterns such as"):
        HostPattern.parse(text)


@pytest.mark.parametrize("value", [5, None, [5], {"a": 1}])
def test_what_is_no_list_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="patterns such as"):
        HostScope.parse(value)


@given(st.text(), st.text(), st.integers(0, 65535))
def test_any_text_is_a_pattern_or_refused_and_any_host_gets_an_answer(text: str, host: str, port: int) -> None:
    try:
        pattern = HostPattern.parse(text)
    except ValueError:
        return
    assert pattern.matches(host, port) in (True, False)


@given(st.ip_addresses(), st.integers(0, 65535))
def test_an_address_matches_itself(address: object, port: int) -> None:
    text = f"[{address}]:{port}"
    assert HostPattern.parse(text).matches(str(address), port)


HOSTS = st.one_of(
    st.ip_addresses().map(str), st.from_regex(r"[a-z][a-z0-9-]{0,10}[a-z](\.[a-z]{2,5}){0,3}", fullmatch=True)
)


@given(HOSTS, st.none() | st.integers(1, 65535), HOSTS, st.integers(1, 65535))
def test_an_exact_pattern_means_that_host_and_port_and_no_other(
    host: str, port: int | None, other: str, another: int
) -> None:
    pattern = HostPattern.parse(HostPattern.exact(host, port))
    assert pattern.matches(host, another if port is None else port)
    assert pattern.matches(other, another) is (other == host and another == (port or another))


@given(st.ip_addresses(v=6), st.from_regex(r"[a-z0-9]{1,8}", fullmatch=True))
def test_an_exact_pattern_leaves_out_the_zone(address: object, zone: str) -> None:
    assert HostPattern.parse(HostPattern.exact(f"{address}%{zone}", 53)).matches(str(address), 53)


@given(st.lists(HOSTS, min_size=1, max_size=4), HOSTS, st.integers(1, 65535))
def test_more_patterns_allow_no_less(hosts: list[str], asked: str, port: int) -> None:
    allowed = [HostScope.parse(hosts[:count]).allows(asked, port) for count in range(1, len(hosts) + 1)]
    assert allowed == sorted(allowed)
