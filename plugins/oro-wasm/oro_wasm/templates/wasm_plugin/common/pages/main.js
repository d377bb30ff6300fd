import ipc from 'oro:ipc'

const form = document.querySelector('#greet')
const answer = document.querySelector('#answer')

// One call: the function `greet` of greeter/wit/greeter.wit. `oro types` writes its types for editors.
form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const given = new FormData(form)
  const tone = given.get('loud') ? 'loud' : 'plain'
  const { err, data } = await ipc.request('greeter.greet', { name: given.get('name'), tone })
  answer.classList.toggle('error', Boolean(err))
  answer.textContent = err ? err.message : data.text
  answer.dataset.note = err ? '' : `${data.earlier} before`
})
