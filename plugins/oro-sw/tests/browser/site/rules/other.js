globalThis.other = 'other'
