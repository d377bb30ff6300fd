/**
 * Databases of the page by name. An app stores by `oro:sqlite`, or by the engine's IndexedDB.
 * @module
 */

import { missing } from './missing.js'

export const Database = missing('Database of oro:internal/database')
export const open = missing('open() of oro:internal/database')
export const drop = missing('drop() of oro:internal/database')

export default { Database, drop, open }
