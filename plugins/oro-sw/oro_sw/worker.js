(base => {
  // `caches` of pages' workers is that of their pages. Its module is loaded when it is first asked for something.
  const scope = globalThis
  if (typeof scope.document !== 'undefined' || !scope.isOroRuntime || !scope.caches) return
  const { Cache } = scope
  const made = Symbol('made here')
  const load = async () => (await import(base)).caches
  class CacheStorage {
    constructor (key) {
      if (key !== made) throw new TypeError('Illegal constructor')
    }

    async open (...given) { return (await load()).open(...given) }

    async has (...given) { return (await load()).has(...given) }

    async delete (...given) { return (await load()).delete(...given) }

    async keys () { return (await load()).keys() }

    async match (...given) { return (await load()).match(...given) }

    get [Symbol.toStringTag] () { return 'CacheStorage' }
  }
  // The class of what `open()` gives is not here yet, and scripts only ask whether something is of it.
  Object.defineProperty(Cache, Symbol.hasInstance, { value: (value) => Object(value)[Symbol.toStringTag] === 'Cache' })
  const caches = new CacheStorage(made)
  Object.defineProperty(scope, 'CacheStorage', { value: CacheStorage, configurable: true, writable: true })
  Object.defineProperty(scope, 'caches', { get: () => caches, set () {}, configurable: true, enumerable: true })
})
