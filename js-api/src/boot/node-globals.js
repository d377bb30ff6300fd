/**
 * Defines the globals of Node in pages of the app and in their workers. Their modules are loaded when one of them is
 * first read, synchronously, from the scripts of `internal/bundle`; imports give the same modules.
 * A classic function expression that runs before any page script, after `preload.js` and `workers.js`.
 */
(/** @param {string} base the folder of the bundle, as a URL */ function (base) {
  'use strict'
  if (!globalThis.isOroRuntime) return

  const REGISTRY = Symbol.for('oro.runtime.modules')
  const { XMLHttpRequest } = globalThis
  let refused = false

  /** @param {string} name */
  function run (name) {
    const request = new XMLHttpRequest()
    request.open('GET', `${base}/${name}.js`, false)
    request.send()
    if (request.status !== 200) throw new Error(`the host answered ${request.status}`)
    ;(0, eval)(`${request.responseText}\n//# sourceURL=${base}/${name}.js`)
  }

  /** @param {string} path @returns {any} the module, undefined where the policy of the page does not let it run */
  function module (path) {
    const registry = Reflect.get(globalThis, REGISTRY)
    if (registry?.[path]) return registry[path]()
    if (refused) return undefined
    try {
      run('base')
      run('node')
    } catch (error) {
      refused = true
      console.warn(`Cannot give the page the globals of Node: ${error}`)
      return undefined
    }
    return Reflect.get(globalThis, REGISTRY)[path]()
  }

  /** @param {string} name @param {() => any} find */
  function lazy (name, find) {
    if (name in globalThis) return
    /** @param {any} value */
    const settle = (value) => Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false })
    Object.defineProperty(globalThis, name, {
      configurable: true,
      enumerable: false,
      get () {
        const value = find()
        if (value !== undefined) settle(value)
        return value
      },
      set: settle
    })
  }

  /**
   * The page as a module, as light as it can be: libraries look for it, and that is to load nothing. It has no
   * `exports`, nor has the page: a library that finds those defines no global. `require()` makes it a true Module.
   */
  function pageModule () {
    const url = new URL(Reflect.get(globalThis, 'RUNTIME_WORKER_LOCATION') ?? globalThis.location.href)
    const id = onDisk(decodeURIComponent(url.pathname.endsWith('/') ? `${url.pathname}index.html` : url.pathname))
    return { id, filename: id, path: id.slice(0, id.lastIndexOf('/')) || '/', loaded: false, children: [], parent: null }
  }

  /** Like `onDisk()` of `node/module/places.js`, which is to be loaded only when it is needed. @param {string} path */
  function onDisk (path) {
    const folders = globalThis.__args?.folders ?? {}
    const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length)
    const prefix = globalThis.__args?.origin?.startsWith('oro:') ? prefixes.find((each) => each === '/' || path.startsWith(`${each}/`)) : undefined
    return prefix === undefined ? path : folders[prefix] + (prefix === '/' ? path : path.slice(prefix.length))
  }

  lazy('global', () => globalThis)
  lazy('module', pageModule)
  lazy('process', () => module('process/process.js')?.process)
  lazy('Buffer', () => module('buffer.js')?.Buffer)
  lazy('setImmediate', () => module('timers.js')?.setImmediate)
  lazy('clearImmediate', () => module('timers.js')?.clearImmediate)
  lazy('require', () => module('module/page.js')?.require)
  lazy('__filename', () => module('module/page.js')?.module.filename)
  for (const name of ['AsyncContext', 'AsyncHook', 'AsyncLocalStorage', 'AsyncResource', 'Deferred']) lazy(name, () => module('async.js')?.[name])
  lazy('MenuItemEvent', () => module('application/menu.js')?.MenuItemEvent)
  lazy('SignalEvent', () => module('signal.js')?.SignalEvent)
  lazy('__dirname', () => module('module/page.js')?.module.path)
})
