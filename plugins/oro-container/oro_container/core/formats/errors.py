"""`FormatError`, something that cannot be read as files."""

from __future__ import annotations

__all__ = ("FormatError",)


class FormatError(ValueError):
    """Something cannot be read as files, or files cannot be written so."""

    def __init__(self, form: str, path: str, why: str) -> None:
        self.form = form
        """The form it was to have: `tree`, `snapshot`, `archive`."""
        self.path = path
        """The path in it of what is wrong."""
        self.why = why
        super().__init__(f'Cannot use {form}: "{path[:300]}" {why}' if path else f"Cannot use {form}: it {why}")

    def __reduce__(self) -> tuple[object, ...]:
        return (FormatError, (self.form, self.path, self.why))
