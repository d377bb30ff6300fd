import path from 'oro:path'
import { imported } from './imported.js'

parent.postMessage({
  plain: globalThis.plain === true,
  imported,
  path: path.join('a', 'b'),
  color: getComputedStyle(document.body).color
})
