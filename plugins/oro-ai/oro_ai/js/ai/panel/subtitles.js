/** Subtitles of what was said. */

/** @typedef {{ start: number, end: number, text: string }} Line seconds, and what was said between them */

/** @param {number} seconds @returns {string} such as `1:02:03.500`, without the hours where there are none */
export function clock (seconds) {
  const [whole, rest] = [Math.floor(seconds / 60), (seconds % 60).toFixed(1).padStart(4, '0')]
  return whole < 60 ? `${whole}:${rest}` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}:${rest}`
}

/**
 * @param {Line[]} lines
 * @returns {string} a file of WebVTT
 */
export function vtt (lines) {
  const cues = lines.map(({ start, end, text }) => `${stamp(start)} --> ${stamp(end)}\n${escaped(text)}\n`)
  return ['WEBVTT\n', ...cues].join('\n')
}

/** @param {number} seconds */
function stamp (seconds) {
  return new Date(Math.round(seconds * 1000)).toISOString().slice(11, 23)
}

/** @param {string} text */
function escaped (text) {
  return text.replace(/\s+/g, ' ').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
