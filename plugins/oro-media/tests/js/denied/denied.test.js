import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { devices, permissions } from 'oro:media'

const { data: engine } = await request(/** @type {any} */ ('devices.pretend'))

test('without the permission there is no camera, but a microphone', async t => {
  t.deepEqual(await permissions(), { camera: 'denied', microphone: 'granted' })
  const { mediaDevices } = navigator
  const refused = await mediaDevices.getUserMedia({ video: true }).then(() => 'granted', error => error.name)
  t.equal(refused, engine === 'qt' ? 'AbortError' : 'NotAllowedError')
  t.equal((await mediaDevices.getUserMedia({ audio: true })).getTracks().length, 1)
  t.ok(Array.isArray(await devices()))
})
