import { now } from '../clocks.js'
import { ATIM, ATIM_NOW, MTIM, MTIM_NOW } from '../constants.js'
import { WasiError } from '../errno.js'

/**
 * Read which times are to be set.
 * @param {bigint} accessed
 * @param {bigint} modified
 * @param {number} flags
 * @returns {[bigint | null, bigint | null]} null for what stays as it is
 */
export function timesOf (accessed, modified, flags) {
  return [one(accessed, flags, ATIM, ATIM_NOW), one(modified, flags, MTIM, MTIM_NOW)]
}

/** @param {bigint} given @param {number} flags @param {number} set @param {number} setNow */
function one (given, flags, set, setNow) {
  if (flags & set && flags & setNow) throw new WasiError('inval')
  if (flags & setNow) return now()
  return flags & set ? BigInt.asUintN(64, given) : null
}
