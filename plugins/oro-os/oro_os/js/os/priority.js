import { invalidArgType, outOfRange } from 'oro:errors/node'
import { asked } from './ask.js'

const HIGHEST = -20
const LOWEST = 19

/**
 * @param {number} [pid] 0 is the app's own process
 * @returns {number} -20, which is the highest, to 19
 */
export function getPriority (pid) {
  return asked('os.getPriority', { pid: pid === undefined ? 0 : int32('pid', pid) })
}

/**
 * @param {number} pid 0 is the app's own process; left out, the priority comes first
 * @param {number} [priority] -20, which is the highest, to 19
 */
export function setPriority (pid, priority) {
  const [process, wanted] = priority === undefined ? [0, pid] : [pid, priority]
  int32('pid', process)
  asked('os.setPriority', { pid: process, priority: int32('priority', wanted, HIGHEST, LOWEST) })
}

/**
 * @param {string} name
 * @param {any} value
 * @param {number} [least]
 * @param {number} [most]
 * @returns {number}
 */
function int32 (name, value, least = -(2 ** 31), most = 2 ** 31 - 1) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < least || value > most) throw outOfRange(name, `>= ${least} && <= ${most}`, value)
  return value
}
