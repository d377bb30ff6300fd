globalThis.leaked = 'the secret'
