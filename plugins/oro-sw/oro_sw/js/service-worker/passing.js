/**
 * The states that lie between two descriptions of a registration. An answer may overtake events on its way to a page,
 * and what it says is further on; the page sees every state all the same.
 * @module
 */

import { ACTIVATED, ACTIVATING, INSTALLED, INSTALLING, states } from './state.js'

/** The place of a version in each state. */
const PLACES = /** @type {Record<string, string>} */ ({ [INSTALLING]: 'installing', [INSTALLED]: 'waiting', [ACTIVATING]: 'active', [ACTIVATED]: 'active' })
const NONE = { installing: null, waiting: null, active: null }

/**
 * @param {any} before
 * @param {any} after
 * @returns {any[]} the descriptions in which versions that are in both pass what is between
 */
export function between (before, after) {
  const steps = []
  // The oldest comes first: it makes room for the next.
  for (const version of [after.active, after.waiting]) {
    const { state } = places(before).find((each) => each.id === version?.id) ?? {}
    if (!state) continue
    for (const passed of states.slice(states.indexOf(state) + 1, states.indexOf(version.state))) {
      before = moved(before, { ...version, state: passed })
      steps.push(before)
    }
  }
  return steps
}

/**
 * @param {any} description
 * @returns {any[]} its versions
 */
function places ({ installing, waiting, active }) {
  return [installing, waiting, active].filter(Boolean)
}

/**
 * @param {any} description
 * @param {{ id: string, state: string }} version
 */
function moved (description, version) {
  const others = places(description).filter(({ id }) => id !== version.id)
  const kept = Object.fromEntries(others.map((each) => [PLACES[each.state], each]))
  return { ...description, ...NONE, ...kept, [PLACES[version.state]]: version }
}
