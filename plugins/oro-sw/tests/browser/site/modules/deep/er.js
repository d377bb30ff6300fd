import { part } from '../part.js'

export const er = `deeper ${part} %deep%`
export const where = import.meta.url.replace(location.origin, '')
