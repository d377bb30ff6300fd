import { test } from 'oro:test'
import * as application from 'oro:application'
import { PinTable, parsePin, parseTarget } from 'oro:internal/pins'
import { request } from 'oro:ipc'

const BARE = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8'
const PIN = `sha256/${BARE}=`
const OTHER = `sha256/${'_-'.repeat(21)}8`
const OTHERS = `sha256/${'/+'.repeat(21)}8=`

/**
 * @param {() => Promise<any>} work
 * @returns {Promise<any>} what it rejects with
 */
async function failure (work) {
  try {
    await work()
  } catch (error) {
    return error
  }
}

test('a pin is one however it is written', (t) => {
  for (const text of [PIN, BARE, `${BARE}=`, `SHA256/${BARE}`]) t.equal(parsePin(text), PIN)
  t.equal(parsePin(OTHER), OTHERS)
  for (const text of ['', 'sha256/', `${PIN}=`, `sha1/${BARE}`]) t.throws(() => parsePin(text), TypeError, text)
})

test('a host is a name, an address or a URL', (t) => {
  const same = { 'Example.COM.': 'example.com', 'https://u@Example.com:8443/p': 'example.com:8443', '0:0::1': '[::1]', '[::1%lo]:443': '[::1]:443', 'bücher.example': 'xn--bcher-kva.example' }
  for (const [text, target] of Object.entries(same)) t.equal(parseTarget(text), target)
  for (const text of ['', ':1', 'a:', 'a:0', 'a:65536', '[::1', 'a b', 'a/b']) t.throws(() => parseTarget(text), TypeError, text)
})

test('lines add up and comments say nothing', (t) => {
  const table = PinTable.parse(`# mine\n A ${PIN} ; old\r\na ${OTHER}\n;\nb:1 ${BARE}`)
  t.equal(String(table), `a ${PIN} ${OTHERS}\nb:1 ${PIN}`)
  t.throws(() => PinTable.parse('a'), TypeError)
  t.throws(() => PinTable.parse(/** @type {any} */ (5)), TypeError)
})

test('pins of windows are set, added to and taken away by host', async (t) => {
  t.deepEqual(await application.setWebViewTlsPins([`a ${BARE}`]), { value: `a ${PIN}` })
  t.deepEqual(await application.setWebViewTlsPins(`b ${BARE}`, { mode: 'append' }), { value: `a ${PIN}\nb ${PIN}` })
  const changes = [application.addWebViewTlsPinsForHost('A', OTHER), application.removeWebViewTlsPinsForHost('b')]
  t.deepEqual(await Promise.all(changes), [{ configured: true, pins: [PIN, OTHERS] }, { configured: false, pins: [] }])
  t.deepEqual(await application.removeWebViewTlsPinsForHost('https://a', PIN), { configured: true, pins: [OTHERS] })
  t.deepEqual(await application.setWebViewTlsPinsForHost('a', [PIN]), { configured: true, pins: [PIN] })
  t.deepEqual(await application.getWebViewTlsPinsForHost('a'), { configured: true, pins: [PIN] })
  t.deepEqual(await application.getWebViewTlsPinsForHost('a:1'), { configured: false, pins: [] })
  t.deepEqual(await application.clearWebViewTlsPins(), { value: '' })
  t.deepEqual(await application.getWebViewTlsPins(), { value: '' })
})

test('what is wrong is told, and changes nothing', async (t) => {
  await application.setWebViewTlsPins(`a ${PIN}`)
  for (const work of [
    () => application.setWebViewTlsPins('a nonsense'),
    () => application.setWebViewTlsPinsForHost('a b', PIN),
    () => application.addWebViewTlsPinsForHost('a', 'nonsense'),
    () => application.getWebViewTlsPinsForHost('')
  ]) t.ok(await failure(work) instanceof TypeError)
  const { err } = await request('application.setWebviewTlsPins', { value: 'a nonsense' })
  t.equal(err.code, 'WEBVIEW_TLS_PINS_INVALID')
  t.equal(err.message, 'Cannot pin certificates: expected pins such as "sha256/" and the base64 of 32 bytes, not "nonsense"')
  t.deepEqual(await application.clearWebViewTlsPins(), { value: '' })
})
