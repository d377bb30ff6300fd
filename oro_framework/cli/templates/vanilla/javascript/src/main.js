import icon from '../icon.svg'
import { everySecond, greet } from './python.js'
import './style.css'

find('#app').innerHTML = `
  <main>
    <header>
      <img src="${icon}" alt="" />
      <div>
        <h1>__TITLE__</h1>
        <p>Python and JavaScript in one window</p>
      </div>
      <time aria-label="Time, from Python">--:--:--</time>
    </header>
    <form>
      <label for="name">Your name</label>
      <div class="row">
        <input id="name" name="name" placeholder="world" autocomplete="off" />
        <button>Greet</button>
      </div>
    </form>
    <output aria-live="polite">Python has not been asked yet.</output>
    <footer>The page is <code>src/main.js</code>, the body is <code>app.py</code>.</footer>
  </main>`

const answer = find('output')

find('form').addEventListener('submit', async (event) => {
  event.preventDefault()
  const { text, note, failed } = await asked(find('#name').value)
  const small = document.createElement('small')
  small.textContent = note
  answer.classList.toggle('error', failed)
  answer.replaceChildren(text, small)
})

everySecond((time) => { find('time').textContent = time })

/** @param {string} name */
async function asked (name) {
  try {
    const { text, python } = await greet(name)
    return { text, note: `from Python ${python}`, failed: false }
  } catch (error) {
    return { text: String(error), note: '', failed: true }
  }
}

/**
 * @param {string} selector
 * @returns {any}
 */
function find (selector) {
  const found = document.querySelector(selector)
  if (!found) throw new Error(`The page has no ${selector}`)
  return found
}
