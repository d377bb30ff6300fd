/**
 * Gives documents the handles and pickers of `oro:fs/web` as the web's own names. The module is loaded when one of them is
 * first used; the engine's classes stay as `__native_NAME`. Without Node's globals classes cannot be had at once, and
 * the engine's are left alone.
 */
(() => {
  'use strict'
  const scope = /** @type {any} */ (globalThis)
  if (!scope.isOroRuntime) return

  /** @param {string} name @param {any} value */
  const define = (name, value) => Object.defineProperty(scope, name, { value, configurable: true, enumerable: false, writable: true })

  /** @param {string} name */
  function lazy (name) {
    define(`__native_${name}`, scope[name] ?? null)
    Object.defineProperty(scope, name, {
      configurable: true,
      enumerable: false,
      get () {
        const found = scope.require('oro:fs/web')[name]
        define(name, found)
        return found
      },
      set: (value) => define(name, value)
    })
  }

  /** @param {string} name */
  function picker (name) {
    const url = `${scope.__args.origin}/oro/fs/web.js`
    define(name, Object.defineProperty(async (/** @type {any[]} */ ...args) => (await import(url))[name](...args), 'name', { value: name }))
  }

  const lazily = scope.__args.config?.webview_node_globals !== false
  if (lazily) ['FileSystemHandle', 'FileSystemFileHandle', 'FileSystemDirectoryHandle', 'FileSystemWritableFileStream'].forEach(lazy)
  if (scope.document) ['showOpenFilePicker', 'showSaveFilePicker', 'showDirectoryPicker'].forEach(picker)
})()
