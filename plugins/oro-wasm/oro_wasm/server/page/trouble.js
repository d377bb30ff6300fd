/**
 * Messages of the compiler at their file and line, with the source.
 * @module
 */

import { byId, h } from './dom.js'

/** @typedef {import('./types.js').Diagnostic} Diagnostic */

/** @param {import('./types.js').Failure} failure */
export function showFailure (failure) {
  show('error', failure.message, failure.diagnostics)
}

/** @param {Diagnostic[]} warnings none takes away what is shown */
export function showWarnings (warnings) {
  if (warnings.length) show('warning', warnings.length === 1 ? 'One warning' : `${warnings.length} warnings`, warnings)
  else byId('trouble').hidden = true
}

/** @param {string} severity @param {string} message @param {Diagnostic[]} diagnostics */
function show (severity, message, diagnostics) {
  const box = byId('trouble')
  box.dataset.severity = severity
  box.replaceChildren(h('p', { textContent: message }), ...diagnostics.map(diagnosed))
  box.hidden = false
}

/** @param {Diagnostic} diagnostic */
function diagnosed ({ file, line, column, severity, text, lines }) {
  const place = [file, ...(line ? [line] : []), ...(line && column ? [column] : [])].join(':')
  const article = h('article', { className: 'diagnostic', 'data-severity': severity },
    h('p', {}, h('span', { className: 'severity', textContent: severity }), h('span', { textContent: text }),
      h('span', { className: 'place', textContent: place })))
  if (lines.length) article.append(h('ol', { className: 'source' }, ...lines.flatMap((each) => sourced(each, line, column))))
  return article
}

/** @param {{ number: number, text: string }} shown @param {number} line @param {number} column */
function sourced ({ number, text }, line, column) {
  if (number !== line) return [h('li', { textContent: text, 'data-number': number })]
  const here = h('li', { className: 'here', textContent: text, 'data-number': number })
  if (!column) return [here]
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return [here, h('li', { className: 'caret', textContent: `${indent}^`, 'data-number': '', 'aria-hidden': true })]
}
