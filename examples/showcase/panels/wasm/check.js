/** The panel trying itself. */

import { editorChecks } from './editor.js'
import { pictureChecks } from './picture.js'
import { runnerChecks } from './runner.js'

/** @param {import('../wasm.js').View} view */
export async function * checks (view) {
  await view.show('run')
  yield * runnerChecks(view.parts.run)
  await view.show('write')
  yield * editorChecks(view.parts.write)
  await view.show('call')
  yield * pictureChecks(view.parts.call)
}
