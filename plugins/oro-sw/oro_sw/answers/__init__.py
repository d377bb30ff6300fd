"""Requests that workers are asked about, and bodies of answers on their way."""
