import { getMessage } from 'oro:errno'
import { ErrnoError } from 'oro:errors'

/**
 * An error of the system with a message as Node words it: `ENOENT: no such file or directory, open 'x'`.
 * @param {any} error
 * @param {string} [dest] the second path of what failed
 */
export function asNode (error, dest) {
  if (!(error instanceof ErrnoError)) return error
  const { code, syscall, path } = /** @type {any} */ (error)
  if (error.message.startsWith(`${code}:`)) return error
  if (dest !== undefined) Object.assign(error, { dest })
  // What failed without a path says more than its number.
  const text = (path !== undefined && getMessage(code)) || error.message.charAt(0).toLowerCase() + error.message.slice(1)
  const paths = path === undefined ? '' : ` '${path}'${dest === undefined ? '' : ` -> '${dest}'`}`
  error.message = `${code}: ${text}${syscall ? `, ${syscall}` : ''}${paths}`
  return error
}
