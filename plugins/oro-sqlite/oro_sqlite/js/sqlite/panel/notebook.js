/** A database in memory, asked without the page standing still. */

import { request, write } from 'oro:ipc'
import { told } from '../errors.js'

/** @typedef {{ rows: any[][], columns: string[], changes: number, done: boolean }} Result */

const SEED = `
  CREATE TABLE planet (name TEXT PRIMARY KEY, radius REAL, moons INTEGER, found DATE);
  INSERT INTO planet VALUES
    ('Mercury', 2439.7, 0, NULL), ('Venus', 6051.8, 0, NULL), ('Earth', 6371.0, 1, NULL), ('Mars', 3389.5, 2, NULL),
    ('Jupiter', 69911, 95, NULL), ('Saturn', 58232, 146, NULL), ('Uranus', 25362, 28, '1781-03-13'),
    ('Neptune', 24622, 16, '1846-09-23');
  CREATE VIEW giant AS SELECT name, radius FROM planet WHERE radius > 20000;`

export class Notebook {
  #id = String(crypto.getRandomValues(new BigUint64Array(1))[0])

  /** Open it, with something in it. */
  async open () {
    const { err } = await request('sqlite.open', { id: this.#id, path: ':memory:' })
    if (err) throw told(err)
    await this.run(SEED)
  }

  /**
   * @param {string} sql one or more statements
   * @param {AbortSignal} [signal] interrupts it
   * @returns {Promise<Result>} of the last one with columns
   */
  async run (sql, signal) {
    const { err, data } = await write('sqlite.exec', { id: this.#id }, JSON.stringify({ sql }), { signal })
    if (err) throw told(err)
    return data
  }

  /** @returns {Promise<string[]>} names of tables and views */
  async tables () {
    const { rows } = await this.run("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%' ORDER BY name")
    return rows.map(([name]) => name)
  }

  close () {
    request('sqlite.close', { id: this.#id })
  }
}
