"""Options that many commands have."""

from __future__ import annotations

import click

__all__ = ("app_option", "json_option")

app_option = click.option("--app", metavar="APP", help="An app whose settings count; the one in the current folder.")
json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
