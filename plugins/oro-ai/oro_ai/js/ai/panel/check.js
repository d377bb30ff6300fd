/** The panel's self-check, with the first model of the app's folder if there is one. */

import { attempt, until } from 'oro:panel'

/**
 * @typedef {import('./view.js').View} View
 * @typedef {import('oro:panel').Check} Check
 */

/**
 * @param {View} view
 * @returns {AsyncGenerator<Check>}
 */
export async function * checks (view) {
  yield await attempt('says what there is', async () => [view.text !== '', view.text])
  yield await attempt('says what is not there', async () => {
    const error = await view.load('no such model')
    return [error?.name === 'NotFoundError' && view.text.includes('no such model'), view.text]
  })
  yield await attempt('says why it fetches nothing', async () => {
    const error = await view.fetch('no/such model')
    return [error !== null && view.text !== '', view.text]
  })
  yield * speech(view)
  const name = view.engine ? view.files[0] ?? view.upstreams[0] : view.upstreams[0]
  if (!name) return
  yield await attempt('loads a model', async () => {
    const error = await view.load(name)
    return [error === null, view.text]
  })
  if (!view.model) return
  if (view.talk.chat) yield * conversation(view, name)
  else yield await attempt('says why there is no conversation', async () => [view.talk.text.includes(name), view.talk.text])
  yield await attempt('compares sentences', async () => {
    const same = await view.likeness.compare('A man is eating food.', 'A man is eating food.')
    const other = await view.likeness.compare('A man is eating food.', 'Somebody has a piece of bread.')
    return [same !== null && other !== null && same > 0.999 && other < same, `${same?.toFixed(3)} and ${other?.toFixed(3)}: ${view.likeness.text}`]
  })
}

/**
 * @param {View} view
 * @returns {AsyncGenerator<Check>}
 */
async function * speech ({ speech }) {
  yield await attempt('says which models of speech there are, or why none', async () => [speech.text !== '', speech.text])
  yield await attempt('listens to a second of silence, or says why not', async () => {
    const error = await speech.hear(new Float32Array(16000), { sampleRate: 16000 })
    return [speech.models.length ? error === null && !speech.lines.length : ['NotFoundError', 'NotSupportedError'].includes(error?.name) && speech.text === error.message, speech.text]
  })
}

/**
 * @param {View} view
 * @param {string} name of the model
 * @returns {AsyncGenerator<Check>}
 */
async function * conversation (view, name) {
  yield await attempt('answers as it goes', async () => {
    const figures = await view.talk.say('Tell me a short story about a fox.', { maxTokens: 60 })
    return [figures !== null && (view.files.includes(name) ? figures.tokens > 0 : figures.text !== '') && view.talk.text.includes(figures.text), `${figures?.tokens} tokens, the first after ${figures?.first.toFixed(0)} ms`]
  })
  yield await attempt('stops an answer', async () => {
    const before = view.talk.text.length
    const said = view.talk.say('Go on.')
    await until(() => view.talk.text.length > before + 10, 'nothing came')
    view.talk.chat?.stop()
    const figures = await said
    return [figures?.stopped === true, `after ${figures?.tokens} tokens`]
  })
}
