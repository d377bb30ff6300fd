import { DatabaseSync } from 'oro:sqlite'

const database = new DatabaseSync(':memory:')
const { answer } = database.prepare('SELECT 6 * 7 AS answer').get()
database.close()
postMessage(answer)
