"""What windows of one profile have in common: stores, cookies, proxy, user agent, languages."""
