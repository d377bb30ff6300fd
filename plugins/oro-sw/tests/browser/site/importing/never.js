globalThis.never = true
