import { check, command, equal, event, fact, known, ok, unique, until } from '../harness.js'

const { capabilities } = globalThis.suite

/** Play, jump, and be where it jumped to. */
async function playsAndSeeks (element) {
  element.muted = true
  await element.play()
  await until(() => element.currentTime > 0.05, 'it moves')
  ok(Math.abs(element.duration - 12) < 0.5, `duration ${element.duration}`)
  const seeked = event(element, 'seeked', 'error')
  element.currentTime = 9
  await seeked
  ok(element.currentTime >= 8.5 && element.currentTime < 11, `after seeking at ${element.currentTime}`)
  element.pause()
}

check('media: audio plays and seeks', async () => {
  const audio = document.createElement('audio')
  audio.src = '/tone.wav'
  document.body.append(audio)
  equal([audio.getAttribute('src'), audio.src], ['/tone.wav', 'oro://app/tone.wav'], 'src')
  await playsAndSeeks(audio)
  equal([audio.getAttribute('src'), audio.currentSrc, audio.srcObject], ['/tone.wav', 'oro://app/tone.wav', null], 'src while playing')
  audio.remove()
})

check('media: video plays and seeks', async () => {
  const video = document.createElement('video')
  video.setAttribute('src', '/film.webm')
  document.body.append(video) // a film in no document stands still in WebKitGTK 2.54
  await playsAndSeeks(video)
  video.remove()
})

check('media: a source element, made by the parser', async () => {
  const box = document.createElement('div')
  box.innerHTML = '<audio><source src="/none.xyz" type="audio/nonsense"><source src="/tone.wav" type="audio/wav"></audio>'
  document.body.append(box)
  await playsAndSeeks(box.firstChild)
  equal(box.firstChild.currentSrc, 'oro://app/tone.wav', 'currentSrc')
  box.remove()
})

check('media: new Audio(address), and another address after it', async () => {
  const audio = new Audio('/tone.wav')
  await playsAndSeeks(audio)
  audio.src = '/film.webm'
  await event(audio, 'loadedmetadata')
  equal(audio.currentSrc, 'oro://app/film.webm', 'currentSrc')
  audio.removeAttribute('src')
  audio.load()
  equal(audio.getAttribute('src'), null, 'src')
})

check('media: what is not there fails with an error event', async () => {
  const audio = document.createElement('audio')
  const failed = event(audio, 'error')
  audio.src = '/not-there.wav'
  const rejected = audio.play().then(() => 'played', () => 'refused')
  await failed
  ok(audio.error && audio.error.code === 4, `error ${audio.error?.code}`)
  equal(await rejected, 'refused', 'play()')
})

check('media: preload none fetches nothing until it plays', async () => {
  const name = unique()
  const audio = document.createElement('audio')
  audio.preload = 'none'
  audio.src = `/tone.wav?${name}`
  document.body.append(audio)
  await fetch('/blank.html')
  equal(audio.networkState === HTMLMediaElement.NETWORK_LOADING && audio.readyState > 0, false, 'loading')
  await playsAndSeeks(audio)
  audio.remove()
})

check('media: a Blob of the page still plays', async () => {
  const audio = document.createElement('audio')
  audio.src = URL.createObjectURL(await (await fetch('/tone.wav')).blob())
  await playsAndSeeks(audio)
})

check('media: without the preload it plays only where the table says so', async () => {
  const name = unique()
  await command('open', { name, url: 'oro://app/blank.html', bare: '1' })
  await fact(`${name} document`)
  const script = `const audio = new Audio('/tone.wav'); audio.muted = true
    audio.play().then(() => { document.title = 'plays' }, error => { document.title = 'fails' }); 1`
  await command('evaluate', { name, script })
  const title = await until(async () => (await known(`${name} title`)).find(text => ['plays', 'fails'].includes(text)), 'an end')
  equal(title === 'plays', capabilities.media, 'plays natively')
  await command('close', { name })
})
