// Webpack's setting `externals` for apps of oro-framework, with `experiments.outputModule`.

import { join } from 'node:path'

import { runtimeName } from './names.js'

/**
 * @param {{ request?: string, context?: string }} asked
 * @param {(error?: null, result?: string) => void} answer
 */
export default function oroExternals ({ request = '', context = '' }, answer) {
  const name = runtimeName(request, join(context, 'index.js'))
  if (name === null) answer()
  else answer(null, `module ${name}`)
}
