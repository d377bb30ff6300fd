import { greet } from 'oro:__PLUGIN__'

const form = document.querySelector('form')
const answer = document.querySelector('output')

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  try {
    const { text, earlier } = await greet(new FormData(form).get('name'))
    answer.textContent = `${text} (${earlier} before)`
  } catch (error) {
    answer.textContent = error.message
  }
})
