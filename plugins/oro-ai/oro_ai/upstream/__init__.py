"""Servers that speak OpenAI's API, as `[ai.upstreams.NAME]` declares them, behind the endpoints of local models."""
