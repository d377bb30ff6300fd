import { greet } from 'oro:__PLUGIN__'

const form = document.querySelector('form')
const answer = document.querySelector('output')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  try {
    const { text, count } = await greet(new FormData(form).get('name'))
    answer.textContent = `${text} (${count})`
  } catch (error) {
    answer.textContent = error.message
  }
})
