import { test } from 'oro:test'
import { cancel, onDownload } from 'oro:downloads'

// Chromium takes ten downloads of a page a second and drops further ones without a word.
const COUNT = navigator.userAgent.includes('Chrome') ? 8 : 60

test('cancelling what has just come whole does no harm', async t => {
  const ends = new Set()
  for (let count = 0; count < COUNT; count++) ends.add(await fleeting(count))
  t.deepEqual([...ends], ['cancelled'])
})

function fleeting (count) {
  return new Promise((resolve, reject) => {
    const off = onDownload(({ id, state }) => {
      if (state === 'asked') {
        cancel(id).catch(reject)
      } else {
        off()
        resolve(state)
      }
    })
    const link = document.createElement('a')
    link.href = count % 2 === 0 ? URL.createObjectURL(new Blob(['x'.repeat(count * 1000)])) : 'data:text/plain,x'
    link.download = 'fleeting.txt'
    link.click()
  })
}
