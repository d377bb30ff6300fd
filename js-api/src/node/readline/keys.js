/**
 * Keys out of what a terminal sends. Rules:
 *
 * 1. A character is a key. Letters are named by their small form; a control character is the letter with Ctrl.
 * 2. ESC and a character is that key with Meta. ESC alone is a key once nothing followed it in time: `''` says so.
 * 3. `ESC O x`, `ESC [ x`, `ESC [ n ~` and `ESC [ n ; m x` are named keys, m - 1 being bits: 1 Shift, 2 and 8 Meta, 4 Ctrl.
 *
 * @module
 */

/** @typedef {{ sequence: string, name: string | undefined, ctrl: boolean, meta: boolean, shift: boolean, code?: string }} Key */

const ESCAPE = '\x1b'

/** Names by what follows ESC. */
const NAMES = table({
  '[A OA': 'up', '[B OB': 'down', '[C OC': 'right', '[D OD': 'left', '[E OE': 'clear', '[F OF [4~ [8~': 'end', '[H OH [1~ [7~': 'home',
  '[2~': 'insert', '[3~': 'delete', '[5~ [[5~': 'pageup', '[6~ [[6~': 'pagedown', '[200~': 'paste-start', '[201~': 'paste-end',
  '[P OP [11~ [[A': 'f1', '[Q OQ [12~ [[B': 'f2', '[R OR [13~ [[C': 'f3', '[S OS [14~ [[D': 'f4', '[15~ [[E': 'f5', '[17~': 'f6', '[18~': 'f7',
  '[19~': 'f8', '[20~': 'f9', '[21~': 'f10', '[23~': 'f11', '[24~': 'f12'
})
const SHIFTED = table({ '[a': 'up', '[b': 'down', '[c': 'right', '[d': 'left', '[e': 'clear', '[2$': 'insert', '[3$': 'delete', '[5$': 'pageup', '[6$': 'pagedown', '[7$': 'home', '[8$': 'end', '[Z': 'tab' })
const WITH_CTRL = table({ Oa: 'up', Ob: 'down', Oc: 'right', Od: 'left', Oe: 'clear', '[2^': 'insert', '[3^': 'delete', '[5^': 'pageup', '[6^': 'pagedown', '[7^': 'home', '[8^': 'end' })
const SINGLE = new Map([['\r', 'return'], ['\n', 'enter'], ['\t', 'tab'], ['\b', 'backspace'], ['\x7f', 'backspace'], [' ', 'space']])

/** @param {Record<string, string>} names several codes to one name @returns {Map<string, string>} */
function table (names) {
  return new Map(Object.entries(names).flatMap(([codes, name]) => codes.split(' ').map((code) => [code, name])))
}

/**
 * Takes characters by `next(character)`, one at a time, and tells of every key.
 * @param {(text: string | undefined, key: Key) => void} tell the text is left out for what began with ESC
 * @returns {Generator<void, never, string>}
 */
export function * keys (tell) {
  for (;;) {
    let sequence = yield
    let last = sequence
    const escaped = last === ESCAPE
    const more = function * () { sequence += (last = yield) }
    if (escaped) {
      yield * more()
      if (last === ESCAPE) yield * more()
    }
    const coded = escaped && (last === 'O' || last === '[')
    const found = coded ? named(yield * code(last, () => sequence, more, () => last)) : plain(last, escaped)
    const key = { sequence, name: undefined, ctrl: false, meta: false, shift: false, ...found }
    if (sequence) tell(escaped ? undefined : sequence, key)
  }
}

/**
 * Read what follows `ESC O` or `ESC [`.
 * @param {string} begin
 * @param {() => string} sequence
 * @param {() => Generator<void, void, string>} more
 * @param {() => string} last
 * @returns {Generator<void, { code: string, modifier: number }, string>}
 */
function * code (begin, sequence, more, last) {
  yield * more()
  const digit = () => /^\d$/.test(last())
  if (begin === 'O') {
    if (!digit()) return { code: `O${last()}`, modifier: 0 }
    const modifier = Number(last()) - 1
    yield * more()
    return { code: `O${last()}`, modifier }
  }
  const prefix = last() === '[' ? '[[' : '['
  if (prefix === '[[') yield * more()
  const start = sequence().length - last().length
  for (let count = 0; count < 3 && digit(); count++) yield * more()
  if (last() === ';' && sequence().length > start + 1) {
    yield * more()
    if (digit()) yield * more()
  }
  return parameters(prefix, sequence().slice(start))
}

/** @param {string} prefix @param {string} command */
function parameters (prefix, command) {
  const tilde = /^(?:(\d\d?)(?:;(\d))?([~^$])|(\d{3}~))$/.exec(command)
  if (tilde) return { code: prefix + (tilde[4] ?? tilde[1] + tilde[3]), modifier: Number(tilde[2] ?? 1) - 1 }
  const letter = /^(?:(?:\d;)?(\d))?([A-Za-z])$/.exec(command)
  if (letter) return { code: prefix + letter[2], modifier: Number(letter[1] ?? 1) - 1 }
  return { code: prefix + command, modifier: 0 }
}

/** @param {{ code: string, modifier: number }} read */
function named ({ code, modifier }) {
  const name = NAMES.get(code) ?? SHIFTED.get(code) ?? WITH_CTRL.get(code) ?? 'undefined'
  const [ctrl, meta, shift] = [Boolean(modifier & 4), Boolean(modifier & 10), Boolean(modifier & 1)]
  return { name, ctrl: ctrl || WITH_CTRL.has(code), meta, shift: shift || SHIFTED.has(code), code }
}

/** @param {string} character @param {boolean} escaped */
function plain (character, escaped) {
  const name = SINGLE.get(character)
  if (name) return { name, meta: escaped }
  if (character === ESCAPE) return { name: 'escape', meta: escaped }
  if (!escaped && character !== '' && character <= '\x1a') return { name: String.fromCharCode(character.charCodeAt(0) + 96), ctrl: true }
  if (/^[0-9A-Za-z]$/.test(character)) return { name: character.toLowerCase(), meta: escaped, shift: /[A-Z]/.test(character) }
  if (escaped) return { name: character ? undefined : 'escape', meta: true }
  return {}
}
