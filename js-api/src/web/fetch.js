/**
 * The web's fetch, by name.
 * @module
 */

export const { FormData, Headers, Request, Response } = globalThis

/** @type {typeof globalThis.fetch} what the page has at the time of the call */
export const fetch = (...args) => globalThis.fetch(...args)

export default fetch
