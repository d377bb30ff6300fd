/** Servers as programs write them: an address, or an address with a port. */

import { invalidArgType } from 'oro:errors/node'
import { invalidAddress, text } from './errors.js'
import { isIP } from './ip.js'

const PORT = 53

/**
 * @param {any} servers
 * @returns {string[]} each as `getServers()` shows it
 */
export function checkedServers (servers) {
  if (!Array.isArray(servers)) throw invalidArgType('servers', 'an instance of Array', servers)
  return servers.map((server, index) => shown(text(`servers[${index}]`, server)))
}

/** @param {string} server */
function shown (server) {
  if (isIP(server)) return server
  const [, inBrackets] = /^\[([^[\]]*)\]/.exec(server) ?? []
  const [, plain, digits] = /(^.+?)(?::(\d+))?$/.exec(server) ?? []
  const host = inBrackets && isIP(inBrackets) ? inBrackets : plain
  if (!isIP(host)) throw invalidAddress(server)
  const port = parseInt(digits, 10) || PORT
  if (port === PORT) return host
  return isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`
}
