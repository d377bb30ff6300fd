r"""`Npmrc`, the settings of npm in `.npmrc` files: registries, what they are told, and what else matters here.

The project's file is above the user's. `${NAME}` in a key or value is a variable of the environment, `${NAME?}` one
that may be missing, `\${NAME}` stands for itself. What registries are told is never shown.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

__all__ = ("Npmrc", "parse_npmrc", "read_npmrc")


_VARIABLE = re.compile(r"(?<!\\)(\\*)\$\{([^${}]+)\}")
_SECRET = re.compile(r"(?:^|:)_(?:auth|authToken|password)$|(?:^|:)(?:username|keyfile|certfile|key|cert)$")
_NOTICED = ("ca", "cafile", "strict-ssl", "proxy", "https-proxy", "noproxy", "cert", "key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Npmrc:
    """The settings of npm."""

    values: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict, repr=False)
    problems: tuple[str, ...] = ()
    """The mistakes in the files, in words without secrets."""

    def __repr__(self) -> str:
        shown = {key: "…" if _SECRET.search(key) else value for key, value in self.values.items()}
        return f"Npmrc({shown!r})"

    def get(self, key: str, default: str = "") -> str:
        """The text of setting `key`."""
        value = self.values.get(key, default)
        return value if isinstance(value, str) else ", ".join(value)

    def is_on(self, key: str, default: bool = False) -> bool:
        """Whether setting `key` is on."""
        value = self.get(key).lower()
        return value not in ("false", "null", "0", "no") if value else default

    @property
    def registry(self) -> str:
        """The address of the registry, with a slash at its end; empty where none is set."""
        return self._address("registry")

    def registry_of(self, name: str) -> str:
        """The address of the registry that has package `name`."""
        scope = name.partition("/")[0] if name.startswith("@") else ""
        return (scope and self._address(f"{scope}:registry")) or self.registry

    def _address(self, key: str) -> str:
        value = self.get(key)
        return value.rstrip("/") + "/" if value.startswith(("http://", "https://")) else ""

    def authorization(self, address: str) -> str | None:
        """The `Authorization` to send to `address`: that of the longest part of it for which one is set."""
        split = urlsplit(address)
        path = split.path if split.path.endswith("/") else split.path.rpartition("/")[0] + "/"
        while True:
            for key in (f"//{split.netloc}{path}", f"//{split.netloc}{path.rstrip('/')}"):
                if (found := self._credentials(key)) is not None:
                    return found
            if path in ("/", ""):
                return None
            path = path.rstrip("/").rpartition("/")[0] + "/"

    def _credentials(self, key: str) -> str | None:
        if token := self.get(f"{key}:_authToken"):
            return f"Bearer {token}"
        if basic := self.get(f"{key}:_auth"):
            return f"Basic {basic}"
        name, password = self.get(f"{key}:username"), self.get(f"{key}:_password")
        if name and password:
            try:
                plain = base64.b64decode(password, validate=True).decode()
            except ValueError:
                return None
            return "Basic " + base64.b64encode(f"{name}:{plain}".encode()).decode()
        return None

    @property
    def noticed(self) -> Mapping[str, str]:
        """The settings of certificates and proxies, for whatever makes the connections."""
        return {key: self.get(key) for key in _NOTICED if key in self.values}


def read_npmrc(texts: Iterable[str], environment: Mapping[str, str]) -> Npmrc:
    """The settings of several `.npmrc` files, those that come first above those that follow."""
    values: dict[str, str | tuple[str, ...]] = {}
    problems: list[str] = []
    for text in texts:
        found = parse_npmrc(text, environment)
        problems.extend(found.problems)
        values = {**found.values, **values}
    return Npmrc(values=values, problems=tuple(problems))


def parse_npmrc(text: str, environment: Mapping[str, str]) -> Npmrc:
    """The settings of one `.npmrc` file."""
    values: dict[str, str | tuple[str, ...]] = {}
    problems: list[str] = []
    for line in text.removeprefix("\ufeff").splitlines():
        line = line.strip()
        if not line or line.startswith((";", "#", "[")):
            continue
        key, equals, value = line.partition("=")
        key = _substitute(_unquote(key.strip()), environment, problems, key.strip()) or ""
        known = _substitute(_unquote(value.strip()) if equals else "true", environment, problems, key)
        if known is None or not key:
            continue
        if key.endswith("[]"):
            key = key[:-2]
            before = values.get(key, ())
            values[key] = (*((before,) if isinstance(before, str) else before), known)
            continue
        if _SECRET.search(key) and not key.startswith("//"):
            problems.append(f'"{key}" in .npmrc is not for any registry; write it as "//HOST/:{key}"')
            continue
        values[key] = known
    return Npmrc(values=values, problems=tuple(problems))


def _unquote(text: str) -> str:
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'":
        return text[1:-1]
    return re.split(r"(?<!\\)[;#]", text)[0].strip().replace("\\;", ";").replace("\\#", "#")


def _substitute(text: str, environment: Mapping[str, str], problems: list[str], key: str) -> str | None:
    missing: list[str] = []

    def value_of(found: re.Match[str]) -> str:
        if len(found[1]) % 2:
            return found[0][1:]
        name, optional = (found[2][:-1], True) if found[2].endswith("?") else (found[2], False)
        if name not in environment and not optional:
            missing.append(name)
        return found[1][: len(found[1]) // 2] + environment.get(name, "")

    replaced = _VARIABLE.sub(value_of, text)
    if missing:
        problems.append(f'"{key}" in .npmrc is left out: variable {missing[0]} is not set')
        return None
    return replaced
