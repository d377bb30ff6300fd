/**
 * Importing this opens the connection of this realm and has calls take it. Pages import it by themselves
 * unless `conduit_auto = false`; workers and frames that want it do so.
 * @module
 */

import { connection } from './connection.js'

connection.open()

export { connection }
export default connection
