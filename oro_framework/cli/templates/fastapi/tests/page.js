import test from 'oro:test'

test('a note shows once FastAPI has it', async (t) => {
  const list = document.querySelector('#notes')
  const shown = new Promise((resolve) => new MutationObserver(() => {
    if (list.textContent.includes('milk')) resolve()
  }).observe(list, { childList: true }))
  document.querySelector('#text').value = 'milk'
  document.querySelector('#add').requestSubmit()
  await shown
  t.ok(list.textContent.includes('milk'), 'the note is there')
})
