globalThis.plain = true
