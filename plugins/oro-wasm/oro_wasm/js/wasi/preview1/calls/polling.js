/**
 * `poll_oneoff`: waits for the first of several: a time, bytes to read, room to write.
 * @module
 */

import { monotonic, timeOf } from '../clocks.js'
import { MONOTONIC } from '../constants.js'
import { numberOf, WasiError } from '../errno.js'

const SUBSCRIPTION = 48
/** Before preview 1, clocks had a number of their own in front. */
const UNSTABLE_SUBSCRIPTION = 56
const EVENT = 32
const HUNG_UP = 1
const ABSOLUTE = 1
const CLOCK = 0
const FD_READ = 1
const FD_WRITE = 2

/**
 * @typedef {object} Subscription
 * @property {bigint} userdata
 * @property {number} tag
 * @property {bigint} [deadline] of a clock, in nanoseconds of the monotonic one
 * @property {import('../descriptors/descriptor.js').Descriptor} [descriptor]
 * @property {number} [error]
 */

/** @typedef {{ userdata: bigint, tag: number, error?: number, size?: bigint, flags?: number }} Happened */

/** @param {import('../context.js').Context} context @returns {import('../context.js').Calls} */
export function pollCalls (context) {
  return {
    poll_oneoff (at, to, count, told) {
      if (count === 0) throw new WasiError('inval')
      const { memory, unstable } = context
      const size = unstable ? UNSTABLE_SUBSCRIPTION : SUBSCRIPTION
      memory.bytes(to, count * EVENT)
      const asked = Array.from({ length: count }, (_, index) => subscription(context, at + index * size))
      const happened = waited(context, asked)
      for (const [index, each] of happened.entries()) setEvent(memory, to + index * EVENT, each)
      memory.setU32(told, happened.length)
    }
  }
}

/** @param {import('../context.js').Context} context @param {number} at @returns {Subscription} */
function subscription ({ memory, table, clocks, unstable }, at) {
  memory.bytes(at, unstable ? UNSTABLE_SUBSCRIPTION : SUBSCRIPTION)
  const head = { userdata: memory.u64(at), tag: memory.u8(at + 8) }
  try {
    if (head.tag === CLOCK) {
      if (!clocks) throw new WasiError('notcapable')
      const from = unstable ? at + 24 : at + 16
      const [clock, timeout, flags] = [memory.u32(from), memory.u64(from + 8), memory.u16(from + 24)]
      const time = timeOf(clock)
      const wait = flags & ABSOLUTE ? timeout - time : timeout
      return { ...head, deadline: (clock === MONOTONIC ? time : monotonic()) + (wait > 0n ? wait : 0n) }
    }
    if (head.tag !== FD_READ && head.tag !== FD_WRITE) throw new WasiError('inval')
    const descriptor = table.get(memory.u32(at + 16))
    return { ...head, descriptor }
  } catch (error) {
    if (!(error instanceof WasiError)) throw error
    return { ...head, error: error.errno }
  }
}

/** @param {import('../context.js').Context} context @param {Subscription[]} asked @returns {Happened[]} one at least */
function waited ({ sleep }, asked) {
  const waiting = asked.find(({ tag, descriptor }) => tag === FD_READ && descriptor?.waits)
  for (;;) {
    const happened = asked.flatMap((each) => ready(each))
    if (happened.length > 0) return happened
    const deadlines = asked.flatMap(({ deadline }) => deadline ?? [])
    const first = deadlines.length ? deadlines.reduce((least, each) => each < least ? each : least) : null
    const ms = first === null ? Infinity : Math.max(0, Number(first - monotonic()) / 1e6)
    if (waiting?.descriptor) waiting.descriptor.readable(ms)
    else sleep(ms)
  }
}

/** @param {Subscription} subscription @returns {Happened[]} none while it is not time */
function ready ({ userdata, tag, deadline, descriptor, error }) {
  if (error !== undefined) return [{ userdata, tag, error }]
  if (deadline !== undefined) return monotonic() >= deadline ? [{ userdata, tag }] : []
  if (!descriptor) return []
  try {
    if (tag === FD_WRITE) return [{ userdata, tag, size: 1n }]
    const found = descriptor.readable(0)
    return found ? [{ userdata, tag, size: found.size, flags: found.ended ? HUNG_UP : 0 }] : []
  } catch (error) {
    if (!(error instanceof WasiError)) throw error
    return [{ userdata, tag, error: error.errno }]
  }
}

/** @param {import('../guest-memory.js').GuestMemory} memory @param {number} at @param {Happened} happened */
function setEvent (memory, at, { userdata, tag, error = numberOf('success'), size = 0n, flags = 0 }) {
  memory.bytes(at, EVENT).fill(0)
  memory.setU64(at, userdata)
  memory.setU16(at + 8, error)
  memory.setU8(at + 10, tag)
  memory.setU64(at + 16, size)
  memory.setU16(at + 24, flags)
}
