globalThis.part = true
