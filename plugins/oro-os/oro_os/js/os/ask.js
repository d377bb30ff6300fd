import { getMessage, getName } from 'oro:errno'
import { sendSync } from 'oro:ipc'

/**
 * Ask the host and wait.
 * @param {string} route
 * @param {Record<string, any>} [params]
 * @returns {any}
 * @throws what the host refused; what the system did as Node's SystemError
 */
export function asked (route, params) {
  const { err, data } = sendSync(route, params)
  if (err) throw told(err)
  return data
}

/**
 * Let a function stand for what it gives, as Node's do: `${os.arch}`.
 * @template {() => any} F
 * @param {F} give
 * @returns {F}
 */
export function primitive (give) {
  return Object.assign(give, { [Symbol.toPrimitive]: () => give() })
}

/** @param {any} error */
function told (error) {
  if (typeof error.errno !== 'number') return error
  const { errno, syscall } = error
  const code = getName(errno)
  return systemError({ errno, code, message: getMessage(errno), syscall })
}

/**
 * @param {{ errno: number, code: string, message: string, syscall: string }} info
 * @returns {any}
 */
export function systemError (info) {
  const { errno, code, message, syscall } = info
  const error = new Error(`A system error occurred: ${syscall} returned ${code} (${message})`)
  return Object.assign(error, { name: 'SystemError', code: 'ERR_SYSTEM_ERROR', info, errno, syscall })
}
