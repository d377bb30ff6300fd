import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { devices, onDevicesChange, permissions, support } from 'oro:media'

const { data: engine } = await request(/** @type {any} */ ('devices.pretend'))
const { mediaDevices } = navigator

test('what the README says works in this engine, does', async t => {
  const { recorder, ...found } = support()
  const both = { capture: true, devices: true, display: true }
  t.deepEqual(found, engine === 'qt' ? { ...both, frames: true, peers: true } : { ...both, frames: false, peers: false })
  t.equal(recorder.length > 0, engine === 'qt')
})

test('devices have no names before the page was granted one', async t => {
  t.ok((await devices()).every(({ id, label }) => id === '' && label === ''))
  t.deepEqual(await permissions(), { camera: 'granted', microphone: 'granted' })
  const stream = await mediaDevices.getUserMedia({ audio: true })
  t.equal(stream.getAudioTracks()[0]?.readyState, 'live')
  stream.getTracks().forEach(track => track.stop())
  t.ok((await devices('audioinput')).every(({ id, kind }) => id !== '' && kind === 'audioinput'))
  t.ok((await devices('audioinput')).length > 0)
})

test('a camera is seen in a video element', async t => {
  const stream = await mediaDevices.getUserMedia({ video: true })
  const video = Object.assign(document.createElement('video'), { srcObject: stream, muted: true })
  await video.play()
  t.ok(video.videoWidth > 0 && video.videoHeight > 0)
  stream.getTracks().forEach(track => track.stop())
})

test('what is recorded where the engine records', async t => {
  const [type] = support().recorder
  const stream = await mediaDevices.getUserMedia({ audio: true })
  if (type === undefined) {
    t.throws(() => new MediaRecorder(stream).start(), /unsupported/)
    return
  }
  const recorder = new MediaRecorder(stream)
  const recorded = new Promise(resolve => { recorder.ondataavailable = ({ data }) => resolve(data.size) })
  recorder.start(100)
  t.ok(/** @type {number} */ (await recorded) > 0)
  recorder.stop()
  stream.getTracks().forEach(track => track.stop())
})

test('a device that is not there is refused, and listeners can be taken away', async t => {
  const wanted = { video: { deviceId: { exact: 'none' } } }
  t.equal(await mediaDevices.getUserMedia(wanted).then(() => 'granted', error => error.name), 'OverconstrainedError')
  const off = onDevicesChange(() => {})
  t.equal(off(), undefined)
})
