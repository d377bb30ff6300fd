require('./callers.cjs').thrown()
