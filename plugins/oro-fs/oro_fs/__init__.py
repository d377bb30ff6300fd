"""Files for oro-framework pages: routes, descriptors, watchers, a sandbox, and `oro:fs`."""
