globalThis.deep = 'deep'
