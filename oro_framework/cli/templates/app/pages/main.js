import ipc from 'oro:ipc'

const form = document.querySelector('#greet')
const answer = document.querySelector('#answer')
const clock = document.querySelector('#clock')

// One call: `app.greet` in app.py.
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const name = new FormData(form).get('name').trim() || 'world'
  const began = performance.now()
  const { err, data } = await ipc.request('app.greet', { name })
  const took = (performance.now() - began).toFixed(1)
  answer.classList.toggle('error', Boolean(err))
  answer.textContent = err ? err.message : data.text
  answer.dataset.note = err ? '' : `Python ${data.python} answered in ${took} ms`
})

// A stream: `app.clock` sends an event every second until the page goes.
new EventSource('ipc://app.clock').addEventListener('message', ({ data }) => {
  clock.textContent = data
})
