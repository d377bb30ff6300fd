/**
 * The log of the server.
 * @module
 */

import { byId, h } from './dom.js'

const MOST = 1000
const list = h('ol', {})

/** @param {import('./types.js').LogRecord[]} records all there are */
export function showLog (records) {
  list.replaceChildren(...records.map(row))
  byId('log').replaceChildren(list)
}

/** @param {import('./types.js').LogRecord} record one more */
export function addRecord (record) {
  const panel = byId('log')
  const follows = panel.scrollHeight - panel.scrollTop - panel.clientHeight < 40
  list.append(row(record))
  while (list.childElementCount > MOST) list.firstElementChild?.remove()
  if (follows) panel.scrollTop = panel.scrollHeight
}

/** @param {import('./types.js').LogRecord} record */
function row ({ time, level, source, text }) {
  const at = new Date(time * 1000)
  return h('li', { 'data-level': level },
    h('time', { dateTime: at.toISOString(), textContent: `${at.toTimeString().slice(0, 8)}.${String(at.getMilliseconds()).padStart(3, '0')}` }),
    h('span', { className: 'from', textContent: source }), h('span', { className: 'text', textContent: text }))
}
