/**
 * Call listeners from within a promise: what one throws is an error of the page, not of the socket.
 * @param {() => void} act
 */
export function reported (act) {
  try {
    act()
  } catch (error) {
    reportError(error)
  }
}
