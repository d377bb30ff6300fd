/**
 * The examples of a text, run as they are written.
 * @module
 */

/**
 * Return what stands between ```` ```js ```` and ```` ``` ````, in order.
 * @param {string} text Markdown
 * @returns {string[]}
 */
export function examplesIn (text) {
  return Array.from(text.matchAll(/^```js\n(.*?)^```$/gms), ([, code]) => code)
}

/**
 * Run an example as a module of its own and compare what it prints; not two at once, for the console is shared.
 * @param {import('./case.js').Test} t
 * @param {string} code
 * @param {(string | RegExp)[]} expected one for each `console.log`, its values joined by a space
 * @returns {Promise<void>} rejects with what the example throws
 */
export async function prints (t, code, expected) {
  const lines = await printed(code)
  t.equal(lines.length, expected.length, lines.join('\n'))
  for (const [index, wanted] of expected.entries()) {
    if (typeof wanted === 'string') t.equal(lines[index], wanted)
    else t.ok(wanted.test(lines[index]), lines[index])
  }
}

/** @param {string} code */
async function printed (code) {
  /** @type {string[]} */
  const lines = []
  const { log } = console
  console.log = (...values) => { lines.push(values.map(String).join(' ')) }
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }))
  try {
    await import(url)
  } finally {
    console.log = log
    URL.revokeObjectURL(url)
  }
  return lines
}
