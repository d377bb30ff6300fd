// A plugin of esbuild that leaves the runtime's modules to it, `require()` included.

import { BUILTINS, runtimeName } from './names.js'
import { facade } from './required.js'

const NAMESPACE = 'oro-require'

/**
 * @param {import('./index.js').OroOptions} [options]
 * @returns {import('esbuild').Plugin}
 */
export default function oro ({ builtins = true } = {}) {
  return {
    name: 'oro',
    setup (build) {
      const filter = new RegExp(`^(?:oro:|node:|/oro/|(?:${[...BUILTINS].join('|')})$)`)
      build.onResolve({ filter }, ({ path, importer, kind }) => {
        const name = runtimeName(path, importer, builtins)
        if (name === null) return null
        return kind === 'require-call' ? { path: name, namespace: NAMESPACE } : { path: name, external: true }
      })
      build.onLoad({ filter: /.*/, namespace: NAMESPACE }, ({ path }) => ({ contents: facade(path) }))
    }
  }
}
