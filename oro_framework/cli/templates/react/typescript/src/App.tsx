import { type FormEvent, useEffect, useState } from 'react'

import icon from '../icon.svg'
import { everySecond, greet } from './python'

export default function App () {
  const [time, setTime] = useState('--:--:--')
  const [answer, setAnswer] = useState({ text: 'Python has not been asked yet.', note: '', failed: false })
  useEffect(() => everySecond(setTime), [])

  async function submit (event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const name = String(new FormData(event.currentTarget).get('name'))
    try {
      const { text, python } = await greet(name)
      setAnswer({ text, note: `from Python ${python}`, failed: false })
    } catch (error) {
      setAnswer({ text: String(error), note: '', failed: true })
    }
  }

  return (
    <main>
      <header>
        <img src={icon} alt="" />
        <div>
          <h1>__TITLE__</h1>
          <p>Python and React in one window</p>
        </div>
        <time aria-label="Time, from Python">{time}</time>
      </header>
      <form onSubmit={submit}>
        <label htmlFor="name">Your name</label>
        <div className="row">
          <input id="name" name="name" placeholder="world" autoComplete="off" />
          <button>Greet</button>
        </div>
      </form>
      <output aria-live="polite" className={answer.failed ? 'error' : undefined}>
        {answer.text}
        <small>{answer.note}</small>
      </output>
      <footer>
        The page is <code>src/App.tsx</code>, the body is <code>app.py</code>.
      </footer>
    </main>
  )
}
