// Nothing here knows about oro-framework: it is the page of any FastAPI app.

const list = document.querySelector('#notes')
const form = document.querySelector('#add')
const error = document.querySelector('#error')

async function call (path, options) {
  const response = await fetch(`/api${path}`, options)
  error.hidden = response.ok
  if (!response.ok) error.textContent = JSON.stringify((await response.json()).detail)
  return response.ok
}

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const note = Object.fromEntries(new FormData(form))
  const headers = { 'content-type': 'application/json' }
  if (await call('/notes', { method: 'POST', headers, body: JSON.stringify(note) })) form.reset()
})

// The list is drawn whenever the stream says so, whoever changed it.
new EventSource('/api/changes').onmessage = ({ data }) => {
  list.replaceChildren(...JSON.parse(data).map(({ id, text }) => {
    const item = document.createElement('li')
    const words = Object.assign(document.createElement('span'), { textContent: text })
    const remove = Object.assign(document.createElement('button'), { textContent: '✕', title: 'Remove' })
    remove.onclick = () => call(`/notes/${id}`, { method: 'DELETE' })
    item.append(words, remove)
    return item
  }))
}
