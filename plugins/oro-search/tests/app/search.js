import { test } from 'oro:test'
import { config } from 'oro:application'
import fs from 'oro:fs/promises'
import { forget, open, search } from 'oro:search'

const folder = config.search_test_folder

test('a page asks documents by words and by meaning', async t => {
  /** @type {any[]} */
  const told = []
  await using_(await open(folder, { live: true, onprogress: detail => told.push(detail) }), async index => {
    t.equal(index.folder, folder)
    t.ok(told.length > 1 && told.at(-1).done === told.at(-1).total, JSON.stringify(told))
    const status = await index.status()
    t.deepEqual([status.files, status.model, status.dimensions, status.watched], [5, 'minilm', 384, true])
    t.ok(status.problems.some(({ file, reason }) => file === 'secret.pdf' && reason === 'it is encrypted'))

    const { passages, remarks } = await index.search('When must I pay for the flat?', { limit: 3 })
    t.deepEqual(remarks, [])
    t.ok(passages.some(({ file, page }) => file === 'lease.pdf' && page === 2), JSON.stringify(passages))
    const [kettle] = (await search(folder, 'kettle')).passages
    t.deepEqual([kettle.place, kettle.heading, kettle.by], ['minutes.docx ¶ 4', 'Minutes', ['words', 'meaning']])
    t.deepEqual(kettle.marks.map(([begin, end]) => kettle.text.slice(begin, end)), ['kettle'])

    const changed = new Promise(resolve => index.onchange(resolve))
    await fs.writeFile(`${folder}/bees.md`, '# Bees 🐝\n\n🐝 The hive is by the hedge.\n')
    t.equal(/** @type {any} */ (await changed).indexed, 1)
    const [hive] = (await index.search('hive')).passages
    t.equal(hive.place, 'bees.md:3')
    t.deepEqual(hive.marks.map(([begin, end]) => hive.text.slice(begin, end)), ['hive'])
    const answer = await index.answer('where?').catch(error => error)
    t.ok(/search_answer_model/.test(answer.message), answer.message)
  })
  await forget(folder)
  t.equal((await search(folder, 'kettle').catch(error => error)).code, 'ERR_NOT_INDEXED')
})

test('an index can be given up', async t => {
  const controller = new AbortController()
  const error = await open(folder, { signal: controller.signal, onprogress: () => controller.abort() }).catch(error => error)
  t.equal(error.name, 'AbortError')
})

/**
 * @param {import('oro:search').Index} index
 * @param {(index: import('oro:search').Index) => Promise<void>} work
 */
async function using_ (index, work) {
  try {
    await work(index)
  } finally {
    await index.close()
  }
}
