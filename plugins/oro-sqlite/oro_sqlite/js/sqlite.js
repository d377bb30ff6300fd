/**
 * Node's `sqlite`, on databases of the host.
 *
 *     const database = new DatabaseSync('notes.db')
 *     database.prepare('SELECT * FROM notes WHERE id = ?').get(5)
 *
 * Every call waits for its answer, as Node's does; the host's own loop goes on meanwhile.
 * @module
 */

export { backup } from './sqlite/backup.js'
export { constants } from './sqlite/constants.js'
export { DatabaseSync } from './sqlite/database.js'
export { Session } from './sqlite/session.js'
export { StatementSync } from './sqlite/statement.js'
export * as default from './sqlite.js'
