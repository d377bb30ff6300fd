import { tell } from '../told.js'
import { text } from './text'

const events = new EventSource('/esbuild')
events.onopen = () => parent.postMessage({ followed: true }, '*')
events.addEventListener('change', () => location.reload())
document.body.textContent = text satisfies string
tell()
