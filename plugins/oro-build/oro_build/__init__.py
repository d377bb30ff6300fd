"""oro-build: `oro build` makes of an app what people install, on machines with neither Python nor a checkout."""
