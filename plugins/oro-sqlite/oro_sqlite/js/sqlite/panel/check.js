/** The panel trying itself. */

import { attempt } from 'oro:panel'

/**
 * @typedef {import('./view.js').View} View
 * @typedef {import('oro:panel').Check} Check
 */

const ENDLESS = 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'

/**
 * @param {View} view
 * @returns {AsyncGenerator<Check>}
 */
export async function * checks (view) {
  yield await attempt('shows rows', async () => {
    const { rows } = await view.run('SELECT name, moons FROM planet ORDER BY moons DESC LIMIT 3')
    return [rows[0][0] === 'Saturn' && view.text.includes('Saturn'), `${rows.length} rows`]
  })
  yield await attempt('keeps what is written', async () => {
    await view.run("DROP TABLE IF EXISTS note; CREATE TABLE note (text); INSERT INTO note VALUES ('é')")
    const { rows } = await view.run('SELECT * FROM note')
    return [rows[0][0] === 'é' && view.tables.includes('note'), view.tables.join(', ')]
  })
  yield await attempt('shows what no number holds, and bytes', async () => {
    await view.run("SELECT 9223372036854775807, x'00ff', NULL")
    return [view.text.includes('9223372036854775807') && view.text.includes('2 bytes') && view.text.includes('NULL'), view.text]
  })
  yield await attempt('says what is wrong', async () => {
    const { error } = await view.run('SELEC 1')
    return [error?.code === 'ERR_SQLITE_ERROR' && view.text.includes('syntax error'), error?.message]
  })
  yield await attempt('stops a query without end', async () => {
    const asked = view.run(ENDLESS)
    setTimeout(() => view.cancel(), 50)
    const { error } = await asked
    const { rows } = await view.run('SELECT 1')
    return [error?.name === 'AbortError' && rows[0][0] === 1, error?.name]
  })
  yield await attempt('ends with something to look at', async () => {
    const { rows } = await view.run('SELECT name, radius, moons FROM planet ORDER BY radius DESC')
    return [rows.length === 8, `${rows.length} rows`]
  })
}
