/**
 * Answers to one request that several are to be kept for (Service Workers 1, `addAll`).
 * @module
 */

/**
 * Tell whether one of some requests finds the answer to one before it.
 * @param {Request[]} requests
 * @param {Response[]} responses their answers
 */
export function twice (requests, responses) {
  return requests.some((request, at) => requests.slice(0, at).some((before, place) => finds(request, before, responses[place])))
}

/**
 * @param {Request} request
 * @param {Request} other that was answered
 * @param {Response} response its answer
 */
function finds (request, other, response) {
  if (address(request) !== address(other)) return false
  const names = (response.headers.get('vary') ?? '').split(',').map((each) => each.trim()).filter(Boolean)
  return names.every((each) => request.headers.get(each) === other.headers.get(each))
}

/** @param {Request} request */
function address ({ url }) {
  return url.split('#', 1)[0]
}
