import { test } from 'oro:test'

const editor = /** @type {HTMLTextAreaElement} */ (document.querySelector('textarea'))
const terminal = /** @type {HTMLElement} */ (document.querySelector('pre'))
const TELLS = "\nparent.postMessage({ text: document.body.textContent, began: performance.timeOrigin }, '*')"

/**
 * Types until the frame shows it: Vite tells of a change only the pages that follow it already.
 *
 * @param {string} text
 * @returns {Promise<{ text: string, began: number }>} what the frame says
 */
async function shown (text) {
  const begin = editor.value.replace(/textContent = '.*'/, `textContent = '${text}'`).split('\nparent')[0]
  for (let round = 0; ; round++) {
    const told = new Promise((resolve) => {
      addEventListener('message', ({ data }) => resolve(data), { once: true })
      setTimeout(resolve, 1000)
    })
    editor.value = `${begin}${TELLS} // ${round}`
    editor.dispatchEvent(new Event('input'))
    const data = /** @type {{ text: string, began: number } | undefined} */ (await told)
    if (data?.text === text) return data
  }
}

test('the frame shows what is typed, without being loaded anew', async (t) => {
  const first = await shown('Edit me')
  t.match(terminal.textContent ?? '', /\$ npm install\n[^]*added \d+ packages[^]*\$ npx vite\n[^]*VITE/)
  t.deepEqual(await shown('Edited'), { text: 'Edited', began: first.began })
})
