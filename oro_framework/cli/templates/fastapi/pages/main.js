const form = document.querySelector('#add')
const list = document.querySelector('#notes')
const problem = document.querySelector('#problem')

/** Calls FastAPI, under `/api` of this page's own origin. */
async function call (path, options) {
  const answer = await fetch(`/api${path}`, options)
  problem.textContent = answer.ok ? '' : `${answer.status}: ${JSON.stringify((await answer.json()).detail)}`
}

function show (notes) {
  list.replaceChildren(...notes.map(({ id, text }) => {
    const item = document.createElement('li')
    const button = document.createElement('button')
    button.textContent = 'Forget'
    button.addEventListener('click', () => call(`/notes/${id}`, { method: 'DELETE' }))
    item.append(text, ' ', button)
    return item
  }))
}

form.addEventListener('submit', (event) => {
  event.preventDefault()
  const text = new FormData(form).get('text')
  call('/notes', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }) })
  form.reset()
})

// A stream: the notes now, and after every change.
new EventSource('/api/changes').addEventListener('message', ({ data }) => show(JSON.parse(data)))
