"""Profiles, which are stores that windows share, and their cookies, proxy, user agent and languages."""
