/** Tells the channels of `diagnostics_channel` that Node names of requests and responses. */

import { channel } from 'oro:diagnostics_channel'

const CLIENT = {
  started: channel('http.client.request.start'),
  failed: channel('http.client.request.error'),
  answered: channel('http.client.response.finish')
}
const SERVER = { started: channel('http.server.request.start'), answered: channel('http.server.response.finish') }

/** @param {any} request that a client sends */
export function requestStarted (request) {
  if (CLIENT.started.hasSubscribers) CLIENT.started.publish({ request })
}

/** @param {any} request @param {any} error */
export function requestFailed (request, error) {
  if (CLIENT.failed.hasSubscribers) CLIENT.failed.publish({ request, error })
}

/** @param {any} request @param {any} response */
export function requestAnswered (request, response) {
  if (CLIENT.answered.hasSubscribers) CLIENT.answered.publish({ request, response })
}

/** @typedef {{ request: any, response: any, socket: any, server: any }} Served */

/** @param {Served} served */
export function servingStarted (served) {
  if (SERVER.started.hasSubscribers) SERVER.started.publish(served)
}

/** @param {Served} served */
export function served (served) {
  if (SERVER.answered.hasSubscribers) SERVER.answered.publish(served)
}
