// A page that brings an import map of its own: both engines merge several, the first to name a specifier wins.
import { test } from 'oro:test'

test('a second import map adds to the first and changes nothing in it', async (t) => {
  const before = await import('oro:events')
  const script = document.createElement('script')
  script.type = 'importmap'
  script.textContent = JSON.stringify({
    imports: {
      'app:added': 'data:text/javascript,export default "added"',
      'oro:errors': 'data:text/javascript,export default "replaced"'
    }
  })
  document.head.append(script)
  t.equal((await import('app:added')).default, 'added', 'a new name is found')
  t.equal(typeof (await import('oro:errors')).AbortError, 'function', 'a name of the first map keeps its meaning')
  t.ok(before === await import('oro:events'), 'what was loaded stays')
})
