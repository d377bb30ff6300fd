/**
 * @param {import('../guest-memory.js').GuestMemory} memory
 * @param {number} at
 * @param {import('../tree/node.js').Stat} stat
 * @param {boolean} unstable whether the count of links is short, as before preview 1
 */
export function setStat (memory, at, stat, unstable) {
  const short = unstable ? 8 : 0
  memory.bytes(at, 64 - short).fill(0)
  memory.setU64(at, stat.device)
  memory.setU64(at + 8, stat.inode)
  memory.setU8(at + 16, stat.type)
  if (unstable) memory.setU32(at + 20, Number(stat.links))
  else memory.setU64(at + 24, stat.links)
  memory.setU64(at + 32 - short, stat.size)
  memory.setU64(at + 40 - short, stat.accessed)
  memory.setU64(at + 48 - short, stat.modified)
  memory.setU64(at + 56 - short, stat.changed)
}
