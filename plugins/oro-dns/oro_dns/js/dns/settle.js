/**
 * Give a promise's result to a callback, out of the promise's reach: what the callback throws is an uncaught error,
 * not a rejection.
 * @param {Promise<any>} promise
 * @param {(error: any, ...values: any[]) => void} callback
 * @param {(value: any) => any[]} [spread] what the callback is called with besides null
 */
export function settle (promise, callback, spread = (value) => [value]) {
  promise.then(
    (value) => queueMicrotask(() => callback(null, ...spread(value))),
    (error) => queueMicrotask(() => callback(error))
  )
}
