import { tell } from '../told.js'
import { text } from './text.js'

const show = () => { document.body.textContent = text }
addEventListener('message', ({ data }) => data?.type === 'webpackOk' && parent.postMessage({ followed: true }, '*'))
show()
tell()
import.meta.webpackHot.accept('./text.js', show)
