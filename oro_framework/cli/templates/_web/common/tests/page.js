// Runs in the app's own page: npm test

import test from 'oro:test'

/** Waits until a function returns something, asking again whenever the page changes. */
function until (find) {
  return new Promise((resolve) => {
    const look = () => {
      const found = find()
      if (!found) return
      observer.disconnect()
      resolve(found)
    }
    const observer = new MutationObserver(look)
    observer.observe(document, { subtree: true, childList: true, characterData: true })
    look()
  })
}

const find = (selector) => document.querySelector(selector)

test('Python greets', async (t) => {
  const form = await until(() => find('form'))
  find('#name').value = 'Ada'
  form.requestSubmit()
  const answer = await until(() => find('output').textContent.includes('Hello') && find('output'))
  t.match(answer.textContent, /^Hello, Ada!/)
})

test('the clock ticks', async (t) => {
  const clock = await until(() => /\d/.test(find('time')?.textContent) && find('time'))
  t.match(clock.textContent, /^\d\d:\d\d:\d\d$/)
})
