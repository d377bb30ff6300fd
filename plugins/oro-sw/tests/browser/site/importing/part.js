globalThis.parts = [...(globalThis.parts ?? []), '%part%', location.pathname]
