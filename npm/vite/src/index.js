// Vite for apps of oro-framework.
//
// Vite bundles what it can find. The modules of the runtime cannot be found on disk: pages have them by the import map
// that the app's documents begin with. In a build they are external. The development server has no such thing for
// pages and writes `/@id/oro:fs` for a name it does not resolve to a file, so the name is put back at the end.

import { bundledDependencies } from './dependencies.js'
import { RUNTIME, runtimeName } from './names.js'
import { REQUIRED, facade } from './required.js'
import { restored } from './restore.js'

/** Engines as old as those that the framework runs in: QtWebEngine 6.6 and WebKitGTK 2.40. */
const TARGET = ['chrome112', 'safari16.4']
const HOST = '127.0.0.1'
/** The variable in which `oro dev` says at which port it will look. */
const PORT = 'ORO_DEV_PORT'
/** Stands for versions of Vite that do not tell plugins which they are. */
const EARLIER = '6.0.0'

/**
 * @param {import('./index.js').OroOptions} [options]
 * @returns {import('vite').Plugin[]}
 */
export default function oro (options = {}) {
  const builtins = options.builtins ?? true
  return [settings(builtins), resolution(builtins)]
}

/** @returns {import('vite').Plugin} */
function settings (builtins) {
  return {
    name: 'oro:settings',
    config (user, { command }) {
      const [major, minor] = (this?.meta?.viteVersion ?? EARLIER).split('.').map(Number)
      return {
        base: user.base ?? '/',
        build: { target: user.build?.target ?? TARGET },
        optimizeDeps: bundledDependencies(builtins, major),
        worker: { plugins: () => [...(user.worker?.plugins?.() ?? []), resolution(builtins)] },
        ...(command === 'serve' && process.env[PORT] ? { server: server(major, minor) } : {})
      }
    },
    configResolved (config) {
      // After Vite's own analysis of imports, which is the last plugin of a development server.
      if (config.command === 'serve') /** @type {any[]} */ (config.plugins).push(restoration(config.base))
    }
  }
}

/** Listens where `oro dev` looks. Pages have the app's origin, so that hot reload must be told where its socket is. */
function server (major, minor) {
  const port = Number(process.env[PORT])
  const socket = { protocol: 'ws', host: HOST, clientPort: port }
  const reload = major > 8 || (major === 8 && minor >= 3) ? { ws: socket } : { hmr: socket }
  return { host: HOST, port, strictPort: true, open: false, ...reload }
}

/** @returns {import('vite').Plugin} */
function resolution (builtins) {
  return {
    name: 'oro:resolve',
    enforce: 'pre',
    resolveId (id, importer, options) {
      if (this.environment?.config.consumer === 'server') return null
      const name = runtimeName(id, importer, builtins)
      if (name === null) return null
      return options?.kind === 'require-call' ? REQUIRED + name : { id: name, external: true }
    },
    load (id) {
      if (id.startsWith(REQUIRED)) return facade(id.slice(REQUIRED.length))
      // A development server loads ahead what pages will ask for.
      return RUNTIME.test(id) ? 'export {}' : null
    }
  }
}

/** @returns {import('vite').Plugin} */
function restoration (base) {
  return {
    name: 'oro:restore',
    transform: (code) => restored(code, base)
  }
}
