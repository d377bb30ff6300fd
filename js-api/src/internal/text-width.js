/**
 * How wide text is on a terminal.
 * @module
 */

const NOTHING = /^(?:[\p{M}\p{Cf}\p{Cc}])$/u
const WIDE = /^(?:[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}])$/u
const SEQUENCES = /[\u001b\u009b][[\]()#;?]*(?:\d{1,4}(?:;\d{0,4})*)?[\dA-PR-TZcf-nq-uy=><~]/g

/**
 * @param {string} text
 * @returns {number} columns; sequences that control the terminal take none
 */
export function textWidth (text) {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length
  let width = 0
  for (const character of text.replace(SEQUENCES, '').normalize('NFC')) width += NOTHING.test(character) ? 0 : WIDE.test(character) ? 2 : 1
  return width
}
