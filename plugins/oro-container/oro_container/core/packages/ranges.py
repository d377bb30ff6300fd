"""`Range`, the versions a dependency accepts, as npm's semver reads them.

A range is a list of alternatives, and each a list of comparators that all must hold. A prerelease is accepted only
by an alternative that names a prerelease of the same three numbers, unless prereleases are asked for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from oro_container.core.packages.versions import (
    BUILD,
    FULL,
    LOOSE,
    LOOSE_NUMBER,
    LOOSE_PRERELEASE,
    NUMBER,
    PRERELEASE,
    Version,
    parse_version,
)

__all__ = ("Comparator", "Range", "intersects", "is_within", "parse_range", "satisfies")

_NONE = "<0.0.0-0"
_X, _LOOSE_X = rf"{NUMBER}|x|X|\*", rf"{LOOSE_NUMBER}|x|X|\*"


def _x_range(part: str, prerelease: str) -> str:
    return rf"[v=\s]*({part})(?:\.({part})(?:\.({part})(?:{prerelease})?{BUILD}?)?)?"


_PLAIN, _LOOSE_PLAIN = _x_range(_X, PRERELEASE), _x_range(_LOOSE_X, LOOSE_PRERELEASE)
_OPERATOR = "((?:<|>)?=?)"
_BUILD = re.compile(BUILD)
_TRIM = re.compile(rf"(\s*){_OPERATOR}\s*({LOOSE}|{_PLAIN})")
_TILDE_TRIM, _CARET_TRIM = re.compile(r"(\s*)~>?\s+"), re.compile(r"(\s*)\^\s+")
_SPACE = re.compile(r"\s+")
_STAR = re.compile(r"(<|>)?=?\s*\*")
_HYPHEN = {
    False: re.compile(rf"\s*({_PLAIN})\s+-\s+({_PLAIN})\s*"),
    True: re.compile(rf"\s*({_LOOSE_PLAIN})\s+-\s+({_LOOSE_PLAIN})\s*"),
}
_TILDE = {False: re.compile(rf"~>?{_PLAIN}"), True: re.compile(rf"~>?{_LOOSE_PLAIN}")}
_CARET = {False: re.compile(rf"\^{_PLAIN}"), True: re.compile(rf"\^{_LOOSE_PLAIN}")}
_XRANGE = {
    False: re.compile(rf"{_OPERATOR}\s*{_PLAIN}"),
    True: re.compile(rf"{_OPERATOR}\s*{_LOOSE_PLAIN}"),
}
_COMPARATOR = {
    False: re.compile(rf"{_OPERATOR}\s*({FULL})|"),
    True: re.compile(rf"{_OPERATOR}\s*({LOOSE})|"),
}
_COMMON = re.compile(r"(\^|~|>=|)(0|[1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,14})\.(0|[1-9][0-9]{0,14})")


@dataclass(frozen=True, slots=True)
class Comparator:
    """One bound of a range; without a version it accepts all."""

    operator: str
    version: Version | None

    @property
    def text(self) -> str:
        """How semver writes it."""
        return self.operator + self.version.text if self.version is not None else ""

    def accepts(self, version: Version) -> bool:
        """Whether `version` is within the bound."""
        if self.version is None:
            return True
        mine, theirs = self.version.order, version.order
        match self.operator:
            case ">=":
                return theirs >= mine
            case "<":
                return theirs < mine
            case ">":
                return theirs > mine
            case "<=":
                return theirs <= mine
            case _:
                return theirs == mine

    def meets(self, other: Comparator, prereleases: bool) -> bool:
        """Whether a version can be within both."""
        for one, two in ((self, other), (other, self)):
            if not one.operator:
                found = parse_range(two.text, False, prereleases)
                return one.version is None or (found is not None and found.accepts(one.version))
        assert self.version is not None
        assert other.version is not None
        if prereleases and _NONE in (self.text, other.text):
            return False
        if not prereleases and (self.text.startswith("<0.0.0") or other.text.startswith("<0.0.0")):
            return False
        if self.operator[0] == other.operator[0]:
            return True
        mine, theirs = self.version.order, other.version.order
        if self.version.text == other.version.text and "=" in self.operator and "=" in other.operator:
            return True
        if mine < theirs:
            return self.operator[0] == ">"
        return mine > theirs and self.operator[0] == "<"


Alternative = tuple[Comparator, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """The versions a dependency accepts."""

    alternatives: tuple[Alternative, ...]
    prereleases: bool = False

    def accepts(self, version: Version) -> bool:
        """Whether `version` is in the range."""
        return any(self._holds(alternative, version) for alternative in self.alternatives)

    def _holds(self, alternative: Alternative, version: Version) -> bool:
        for comparator in alternative:
            if not comparator.accepts(version):
                return False
        if not version.prerelease or self.prereleases:
            return True
        return any(
            bound.version is not None and bound.version.prerelease and bound.version.release == version.release
            for bound in alternative
        )

    def meets(self, other: Range) -> bool:
        """Whether a version can be in both."""
        return any(
            _can_hold(mine, self.prereleases)
            and any(
                _can_hold(theirs, self.prereleases)
                and all(one.meets(two, self.prereleases) for one in mine for two in theirs)
                for theirs in other.alternatives
            )
            for mine in self.alternatives
        )


def _can_hold(alternative: Alternative, prereleases: bool) -> bool:
    return all(one.meets(two, prereleases) for place, one in enumerate(alternative) for two in alternative[:place])


def satisfies(version: str, range: str, *, loose: bool = True, prereleases: bool = False) -> bool:
    """Whether `version` is in `range`; what is no version or no range never is."""
    found = parse_range(range, loose, prereleases)
    parsed = found and parse_version(version, loose)
    return bool(found and parsed and found.accepts(parsed))


def intersects(one: str, other: str) -> bool:
    """Whether a version can be in both ranges; what is no range meets none."""
    left, right = parse_range(one, False), parse_range(other, False)
    return left is not None and right is not None and left.meets(right)


@lru_cache(maxsize=16384)
def parse_range(text: str, loose: bool = True, prereleases: bool = False) -> Range | None:
    """The range that `text` is, None if it is none."""
    if (found := _COMMON.fullmatch(text)) is not None and not prereleases:
        return Range((_common(found),))
    text = " ".join(text.split())
    alternatives: list[Alternative] = []
    for part in text.split("||"):
        parsed = _alternative(part.strip(), loose, prereleases)
        if parsed is None:
            return None
        if parsed:
            alternatives.append(parsed)
    if not alternatives:
        return None
    return Range(_simplify(alternatives), prereleases)


def _simplify(alternatives: list[Alternative]) -> tuple[Alternative, ...]:
    if len(alternatives) == 1:
        return tuple(alternatives)
    kept = [part for part in alternatives if part[0].text != _NONE] or alternatives[:1]
    everything = [part for part in kept if len(part) == 1 and part[0].version is None]
    return tuple(everything[:1] or kept)


def _common(found: re.Match[str]) -> Alternative:
    major, minor, patch = int(found[2]), int(found[3]), int(found[4])
    low = _release(major, minor, patch)
    match found[1]:
        case "":
            return (Comparator("", low),)
        case ">=":
            return (Comparator(">=", low) if any((major, minor, patch)) else Comparator("", None),)
        case "~":
            high = (major, minor + 1, 0)
        case _ if major:
            high = (major + 1, 0, 0)
        case _ if minor:
            high = (0, minor + 1, 0)
        case _:
            high = (0, 0, patch + 1)
    below = Version((*high, 0, ((0, 0, ""),)), f"{high[0]}.{high[1]}.{high[2]}-0")
    upper = Comparator("<", below)
    return (Comparator(">=", low), upper) if any((major, minor, patch)) else (upper,)


def _release(major: int, minor: int, patch: int) -> Version:
    return Version((major, minor, patch, 1, ()), f"{major}.{minor}.{patch}")


def _alternative(text: str, loose: bool, prereleases: bool) -> Alternative | None:
    text = _BUILD.sub("", text)
    if (found := _HYPHEN[loose].fullmatch(text)) is not None:
        text = _hyphen(found, prereleases)
    text = _TRIM.sub(r"\1\2\3", text)
    text = _CARET_TRIM.sub(r"\1^", _TILDE_TRIM.sub(r"\1~", text))
    words = _SPACE.split(" ".join(_expand(word, loose, prereleases) for word in text.split(" ")))
    zero = ">=0.0.0-0" if prereleases else ">=0.0.0"
    bounds: dict[str, Comparator] = {}
    for word in words:
        match = _COMPARATOR[loose].fullmatch(word if word != zero else "")
        if match is None and loose:
            continue
        bound = _comparator(match, loose) if match is not None else None
        if bound is None:
            return None
        bounds[bound.text] = bound
    if _NONE in bounds:
        return (bounds[_NONE],)
    if len(bounds) > 1:
        bounds.pop("", None)
    return tuple(bounds.values())


def _comparator(found: re.Match[str], loose: bool) -> Comparator | None:
    if not found[2]:
        return Comparator("", None)
    version = parse_version(found[2], loose)
    operator = found[1] if found[1] != "=" else ""
    return None if version is None else Comparator(operator, version)


def _expand(word: str, loose: bool, prereleases: bool) -> str:
    word = _BUILD.sub("", word)
    zero = "-0" if prereleases else ""
    parts = [_caret(part, loose, zero) for part in word.strip().split()]
    parts = [_tilde(part, loose, zero) for part in " ".join(parts).split()]
    parts = [_wild(part, loose, prereleases) for part in " ".join(parts).split()]
    return _STAR.sub("", " ".join(parts), count=1)


def _is_x(part: str | None) -> bool:
    return not part or part in "xX*"


def _tilde(word: str, loose: bool, zero: str) -> str:
    found = _TILDE[loose].fullmatch(word)
    if found is None:
        return word
    major, minor, patch, prerelease = found[1], found[2], found[3], found[4]
    if _is_x(major):
        return ""
    if _is_x(minor):
        return f">={major}.0.0{zero} <{int(major) + 1}.0.0-0"
    if _is_x(patch):
        return f">={major}.{minor}.0{zero} <{major}.{int(minor) + 1}.0-0"
    tail = f"-{prerelease}" if prerelease else ""
    return f">={major}.{minor}.{patch}{tail} <{major}.{int(minor) + 1}.0-0"


def _caret(word: str, loose: bool, zero: str) -> str:
    found = _CARET[loose].fullmatch(word)
    if found is None:
        return word
    major, minor, patch, prerelease = found[1], found[2], found[3], found[4]
    if _is_x(major):
        return ""
    if _is_x(minor):
        return f">={major}.0.0{zero} <{int(major) + 1}.0.0-0"
    if _is_x(patch):
        above = f"{major}.{int(minor) + 1}.0" if major == "0" else f"{int(major) + 1}.0.0"
        return f">={major}.{minor}.0{zero} <{above}-0"
    tail = f"-{prerelease}" if prerelease else ""
    if major != "0":
        above = f"{int(major) + 1}.0.0"
    elif minor != "0":
        above = f"0.{int(minor) + 1}.0"
    else:
        above = f"0.0.{int(patch) + 1}"
    return f">={major}.{minor}.{patch}{tail} <{above}-0"


def _wild(word: str, loose: bool, prereleases: bool) -> str:
    found = _XRANGE[loose].fullmatch(word)
    if found is None:
        return word
    operator, major, minor, patch = found[1], found[2], found[3], found[4]
    if (_is_x(major) and not _is_x(minor)) or (_is_x(minor) and patch and not _is_x(patch)):
        return word
    no_minor = _is_x(major) or _is_x(minor)
    if not (no_minor or _is_x(patch)):
        return word
    operator = "" if operator == "=" else operator
    zero = "-0" if prereleases else ""
    if _is_x(major):
        return _NONE if operator in ("<", ">") else "*"
    if operator:
        return _bounded(operator, int(major), None if no_minor else int(minor), zero)
    if no_minor:
        return f">={major}.0.0{zero} <{int(major) + 1}.0.0-0"
    return f">={major}.{minor}.0{zero} <{major}.{int(minor) + 1}.0-0"


def _bounded(operator: str, major: int, minor: int | None, zero: str) -> str:
    if operator in (">", "<="):
        major, minor = (major + 1, 0) if minor is None else (major, minor + 1)
        operator = ">=" if operator == ">" else "<"
    if operator == "<":
        zero = "-0"
    return f"{operator}{major}.{minor or 0}.0{zero}"


def _hyphen(found: re.Match[str], prereleases: bool) -> str:
    low, low_major, low_minor, low_patch, low_prerelease = found.group(1, 2, 3, 4, 5)
    high, major, minor, patch, prerelease = found.group(7, 8, 9, 10, 11)
    zero = "-0" if prereleases else ""
    if _is_x(low_major):
        bottom = ""
    elif _is_x(low_minor):
        bottom = f">={low_major}.0.0{zero}"
    elif _is_x(low_patch):
        bottom = f">={low_major}.{low_minor}.0{zero}"
    else:
        bottom = f">={low}" if low_prerelease else f">={low}{zero}"
    if _is_x(major):
        top = ""
    elif _is_x(minor):
        top = f"<{int(major) + 1}.0.0-0"
    elif _is_x(patch):
        top = f"<{major}.{int(minor) + 1}.0-0"
    elif prerelease:
        top = f"<={major}.{minor}.{patch}-{prerelease}"
    elif prereleases:
        top = f"<{major}.{minor}.{int(patch) + 1}-0"
    else:
        top = f"<={high}"
    return f"{bottom} {top}".strip()


def is_within(one: str, other: str) -> bool:
    """Whether each version in range `one`, of one alternative, is in `other`, as far as bounds tell."""
    inner, outer = parse_range(one), parse_range(other)
    if inner is None or outer is None or len(inner.alternatives) != 1:
        return False
    bounds = inner.alternatives[0]
    return any(all(_implied(bounds, bound) for bound in part) and _admits(bounds, part) for part in outer.alternatives)


def _implied(bounds: Alternative, outer: Comparator) -> bool:
    """Whether what is within `bounds` is within `outer`."""
    if outer.version is None:
        return True
    for bound in bounds:
        if bound.version is None:
            continue
        if bound.operator in ("", outer.operator[:1], outer.operator[:1] + "=") and outer.accepts(bound.version):
            return bool(outer.operator) or not bound.operator
        if bound.operator == "<" and outer.operator in ("<", "<=") and bound.version.order <= outer.version.order:
            return True
    return False


def _admits(bounds: Alternative, part: Alternative) -> bool:
    """Whether `part` accepts the prereleases that `bounds` name."""
    named = {bound.version.release for bound in part if bound.version is not None and bound.version.prerelease}
    low = [bound.version for bound in bounds if bound.version is not None and bound.operator in ("", ">=", ">")]
    return all(version.release in named for version in low if version.prerelease)
