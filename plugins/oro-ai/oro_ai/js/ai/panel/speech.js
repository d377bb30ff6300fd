/** The card that turns speech into text. */

import { h } from 'oro:panel'
import { SpeechModel, transcribe } from '../whisper.js'
import { Recorder } from './recorder.js'
import { clock, vtt } from './subtitles.js'

/** @typedef {import('./subtitles.js').Line} Line */

export class Speech {
  /** @type {string[]} */
  models = []
  /** @type {Line[]} */
  lines = []
  #gone
  /** Seconds that are transcribed. */
  #heard = 0
  #working = new AbortController()
  /** @type {Recorder | null} */
  #recorder = null
  #model = h('select', { 'aria-label': 'Model of speech' })
  #record = h('button', { type: 'button', textContent: 'Record', onclick: () => this.record() })
  #file = h('input', { type: 'file', accept: 'audio/*', hidden: true, 'aria-label': 'Recording' })
  #choose = h('button', { type: 'button', textContent: 'Choose a recording …', onclick: () => this.#file.click() })
  #save = h('a.lm-save', { textContent: 'Subtitles', download: 'subtitles.vtt', hidden: true })
  #list = h('ol.lm-lines')
  #note = h('span', { role: 'status' })

  /** @param {AbortSignal} gone */
  constructor (gone) {
    this.#gone = gone
    gone.addEventListener('abort', () => this.#end())
    this.#file.onchange = () => this.#chosen()
    this.element = h('section.lm-card.lm-speech', {}, h('div.lm-title', {}, h('b', { textContent: 'Speech to text' }), this.#note),
      h('div.lm-pad', {}, h('div.lm-form', {}, this.#model, this.#record, this.#choose, this.#file, this.#save), this.#list))
  }

  /** The text shown about the work. */
  get text () {
    return this.#note.textContent
  }

  /** Show the available models. */
  async begin () {
    const { engine, models } = await SpeechModel.available()
    this.models = engine ? models.map(({ name }) => name) : []
    this.#model.replaceChildren(...this.models.map((value) => h('option', { value, textContent: value })))
    this.#model.hidden = this.#record.hidden = this.#choose.hidden = !this.models.length
    const one = models.length === 1 ? 'One model' : `${models.length} models`
    this.#say(!engine ? 'Not installed: pip install \'oro-ai[whisper]\'' : !models.length ? 'There is no model of speech in the app’s folder of models' : `${one} · sherpa-onnx ${engine}`)
  }

  /** Begin to record, or end it and show what was said. */
  async record () {
    const recorder = this.#recorder
    try {
      this.#recorder = recorder ? null : await Recorder.begin()
    } catch (/** @type {any} */ error) {
      return this.#say(error.message, true)
    }
    this.#record.textContent = recorder ? 'Record' : 'Stop'
    if (recorder) await this.hear(await recorder.end())
    else this.#say('Recording …')
  }

  /**
   * Show what is said in a recording, piece by piece.
   * @param {import('../whisper.js').AudioInput} audio
   * @param {{ model?: string, sampleRate?: number }} [options]
   * @returns {Promise<any>} why it could not be transcribed; null if it was
   */
  async hear (audio, { model = this.#model.value, sampleRate } = {}) {
    this.#working.abort()
    const signal = AbortSignal.any([(this.#working = new AbortController()).signal, this.#gone])
    this.#show([])
    this.#say('Listening …')
    const began = performance.now()
    try {
      const { duration } = await transcribe(audio, { model, sampleRate, signal, progress: (piece) => this.#add(piece) })
      this.#say(`${clock(duration)} of speech in ${((performance.now() - began) / 1000).toFixed(1)} s`)
      return null
    } catch (/** @type {any} */ error) {
      if (!signal.aborted) this.#say(error.message, true)
      return error
    }
  }

  /** @param {import('../whisper/transcribe.js').Piece} piece of a model that does not tell times, it is one line */
  #add ({ text, end, duration, segments }) {
    const start = this.#heard
    this.#heard = end
    this.#show([...this.lines, ...(segments.length || !text ? segments : [{ start, end, text }])])
    this.#say(`${clock(end)} of ${clock(duration)}`)
  }

  /** @param {Line[]} lines */
  #show (lines) {
    if (!lines.length) this.#heard = 0
    this.lines = lines
    this.#list.replaceChildren(...lines.map(({ start, text }) => h('li', {}, h('time', { textContent: clock(start) }), h('span', { textContent: text }))))
    URL.revokeObjectURL(this.#save.href)
    this.#save.hidden = !lines.length
    if (lines.length) this.#save.href = URL.createObjectURL(new Blob([vtt(lines)], { type: 'text/vtt' }))
  }

  #chosen () {
    const [file] = this.#file.files
    this.#file.value = ''
    if (file) this.hear(file)
  }

  #end () {
    this.#recorder?.end()
    URL.revokeObjectURL(this.#save.href)
  }

  /**
   * @param {string} text
   * @param {boolean} [bad]
   */
  #say (text, bad = false) {
    this.#note.textContent = text
    this.#note.classList.toggle('lm-bad', bad)
  }
}
