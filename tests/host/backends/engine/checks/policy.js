import { check, command, equal, fact, known, ok, unique, until } from '../harness.js'

const { capabilities } = globalThis.suite
const asked = async address => (await known('navigate')).filter(([url]) => url === address)

check('console: levels and texts are told', async () => {
  const mark = unique()
  console.log(mark, 'text', { a: 1 })
  console.warn(`${mark} warning`)
  console.error(`${mark} failure`)
  const told = async () => (await known('main console')).filter(([, text]) => text.includes(mark))
  if (!capabilities.console) return
  await until(async () => (await told()).length >= 3, 'three messages')
  const messages = await told()
  equal(messages.map(([level]) => level).sort(), ['error', 'log', 'warn'].sort(), 'levels')
  ok(messages.some(([, text]) => text.includes(`${mark} text`)), `texts ${JSON.stringify(messages)}`)
})

check('console: the first script of the page is heard', async () => {
  if (capabilities.console) await until(async () => (await known('main console')).some(([, text]) => text === 'first script'), 'its text')
})

check('console: an uncaught error is told', async () => {
  const mark = unique()
  addEventListener('error', event => event.message.includes(mark) && event.preventDefault(), { once: true })
  setTimeout(() => { throw new Error(mark) })
  if (globalThis.suite.backend === 'qt') return // prevented errors are not told there
  if (capabilities.console) await until(async () => (await known('main console')).some(([level, text]) => level === 'error' && text.includes(mark)), 'its text')
})

if (capabilities.navigation_policy) {
  check('navigation: a denied frame is never asked of the host', async () => {
    const name = `/denied-${unique()}.html`
    const element = Object.assign(document.createElement('iframe'), { src: name })
    document.body.append(element)
    await until(async () => (await asked(`oro://app${name}`)).length > 0, 'the question')
    await fetch('/blank.html')
    equal(await known(`loaded ${name}`), [], 'requests')
    element.remove()
  })

  check('navigation: a denied top frame stays', async () => {
    const address = `oro://app/denied-${unique()}.html`
    location.href = address
    await until(async () => (await asked(address)).some(([, top]) => top), 'the question')
    equal(location.pathname, '/index.html', 'still here')
  })

  check('navigation: what only frames may load is stopped at the top', async () => {
    const path = `/blank-${unique()}-topless.html`
    const element = Object.assign(document.createElement('iframe'), { src: path })
    document.body.append(element)
    await fact(`loaded ${path}`)
    element.remove()
    const name = unique()
    await command('open', { name, url: 'oro://app/blank.html' })
    await fact(`${name} document`)
    await command('evaluate', { name, script: `location.href = '${path}'; 1` })
    await until(async () => (await asked(`oro://app${path}`)).some(([, top]) => top), 'the question')
    await fetch('/blank.html')
    equal(await known(`${name} document`), ['oro://app/blank.html'], 'documents')
    await command('close', { name })
  })

  check('navigation: mail opens outside', async () => {
    const address = `mailto:${unique()}@example.com`
    location.href = address
    if (globalThis.suite.backend === 'qt') return // the engine does not show it
    await until(async () => (await known('external')).includes(address), 'the address outside')
  })

  check('navigation: a new window without a gesture is not opened', async () => {
    equal(window.open(`/blank.html?${unique()}`), null)
  })
}

check('permissions: are denied by default', async () => {
  const error = await new Promise(resolve => navigator.geolocation
    ? navigator.geolocation.getCurrentPosition(() => resolve({ code: 0 }), resolve)
    : resolve({ code: 1 }))
  equal(error.code, 1, 'geolocation')
})

check('downloads: are refused without ending the page', async () => {
  const link = Object.assign(document.createElement('a'), { href: '/tone.wav', download: 'x.wav' })
  document.body.append(link)
  link.click()
  link.remove()
  equal((await fetch('/blank.html')).status, 200)
})
