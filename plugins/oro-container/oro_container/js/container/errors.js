import { ErrnoError } from 'oro:errors'

/**
 * An error of the system with a message as Node words it: `ENOENT: no such file or directory, open 'x'`.
 * @param {any} error
 */
export function asNode (error) {
  if (!(error instanceof ErrnoError)) return error
  const { syscall, path } = /** @type {any} */ (error)
  if (error.message.startsWith(`${error.code}:`)) return error
  const text = error.message.charAt(0).toLowerCase() + error.message.slice(1)
  error.message = `${error.code}: ${text}${syscall ? `, ${syscall}` : ''}${path === undefined ? '' : ` '${path}'`}`
  return error
}
