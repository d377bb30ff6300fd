/*
 * Has `navigator.serial`, `hid`, `usb` and `bluetooth` of the app's own documents answered by oro:devices, whose modules
 * are loaded when a page first asks. What the engine has of these interfaces is replaced there.
 */
(() => {
  'use strict'
  const args = globalThis.__args
  if (!args || typeof Navigator === 'undefined' || location.origin !== args.origin) return
  const { defineProperty } = Object
  const made = Symbol('made')

  const install = (kind, name, asks, plain, types) => {
    const module = () => import(`${args.origin}/oro/devices/${kind}.js`)
    const watch = manager => module().then(({ watch }) => watch(manager)).catch(error => console.warn(error.message))
    const { [name]: Manager } = {
      [name]: class extends EventTarget {
        constructor (token) {
          if (token !== made) throw new TypeError('Illegal constructor')
          super()
        }

        addEventListener (type, ...rest) {
          if (types.includes(type)) watch(this)
          super.addEventListener(type, ...rest)
        }
      }
    }
    const method = (method, check) => defineProperty(Manager.prototype, method, {
      value: { async [method] (...options) { check(method); return (await module())[method](...options) } }[method],
      configurable: true, enumerable: true, writable: true
    })
    for (const each of plain) method(each, () => {})
    for (const each of asks) {
      method(each, () => {
        if (navigator.userActivation && !navigator.userActivation.isActive) throw new DOMException(`Failed to execute '${each}' on '${name}': Must be handling a user gesture to show a permission request.`, 'SecurityError')
      })
    }
    for (const type of types) handler(Manager.prototype, type)
    defineProperty(Manager.prototype, Symbol.toStringTag, { value: name, configurable: true })
    defineProperty(globalThis, name, { value: Manager, configurable: true, writable: true })
    const manager = new Manager(made)
    defineProperty(Navigator.prototype, kind, { get: () => manager, configurable: true, enumerable: true })
  }

  const handler = (prototype, type) => {
    const handlers = new WeakMap()
    defineProperty(prototype, `on${type}`, {
      get () { return handlers.get(this) ?? null },
      set (value) {
        this.removeEventListener(type, handlers.get(this))
        handlers.delete(this)
        if (typeof value !== 'function') return
        handlers.set(this, value)
        this.addEventListener(type, value)
      },
      configurable: true,
      enumerable: true
    })
  }

  const plugs = ['connect', 'disconnect']
  install('serial', 'Serial', ['requestPort'], ['getPorts'], plugs)
  install('hid', 'HID', ['requestDevice'], ['getDevices'], plugs)
  install('usb', 'USB', ['requestDevice'], ['getDevices'], plugs)
  install('bluetooth', 'Bluetooth', ['requestDevice'], ['getAvailability', 'getDevices'], ['availabilitychanged'])
})()
