// Dependencies are bundled ahead by Vite's development server, without the plugins of the project: they get their own.
// Vite 8 and later bundles with Rolldown, whose plugins are Rollup's; earlier ones with esbuild.

import oroForEsbuild from './esbuild.js'
import { runtimeName } from './names.js'
import { REQUIRED, facade } from './required.js'

/**
 * Returns Vite's setting `optimizeDeps`.
 *
 * @param {boolean} builtins whether names of Node's without their scheme are the runtime's
 * @param {number} major of Vite
 */
export function bundledDependencies (builtins, major) {
  return major >= 8
    ? { rolldownOptions: { plugins: [forRolldown(builtins)] } }
    : { esbuildOptions: { plugins: [oroForEsbuild({ builtins })] } }
}

function forRolldown (builtins) {
  return {
    name: 'oro:dependencies',
    resolveId: {
      order: 'pre',
      handler (id, importer, { kind } = {}) {
        const name = runtimeName(id, importer, builtins)
        if (name === null) return null
        return kind === 'require-call' ? { id: REQUIRED + name } : { id: name, external: 'absolute' }
      }
    },
    load (id) {
      return id.startsWith(REQUIRED) ? { code: facade(id.slice(REQUIRED.length)) } : null
    }
  }
}
