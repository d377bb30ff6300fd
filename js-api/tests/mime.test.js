import * as mime from 'oro:mime'
import { MIMEType } from 'oro:mime/type'
import { test } from 'oro:test'

test('types are found by extension, by file name and by type', async (t) => {
  const [html] = await mime.lookup('html')
  t.deepEqual([html.name, html.mime, html.database.name], ['html', 'text/html', 'text'])
  t.equal((await mime.image.lookup('picture.PNG'))[0].mime, 'image/png')
  t.ok((await mime.lookup('image/')).length > 3)
  t.deepEqual(await mime.audio.lookup('html'), [])
  t.equal(mime.lookupSync('woff2')[0].mime, 'application/font-woff2')
  t.equal(mime.text.entries.get('css'), 'text/css')
  t.equal(mime.databases.length, 8)
})

test('a query without text is refused', (t) => {
  for (const wrong of ['', 5, undefined]) t.throws(() => mime.lookupSync(/** @type {any} */ (wrong)), TypeError)
})

test('types are read as Node reads them', (t) => {
  t.equal(new MIMEType('text/html; charset=utf-8').params.get('charset'), 'utf-8')
  t.equal(mime.MIMEType, MIMEType)
})
