import { text } from './text.js'

globalThis.loaded ??= Math.random()
const tell = (shown) => parent.postMessage({ text: shown, loaded: globalThis.loaded }, '*')
import.meta.hot?.accept('./text.js', (changed) => tell(changed.text))
tell(text)
