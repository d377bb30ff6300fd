/**
 * Close a socket and hear of it no more. One that is opening is closed once it is open: QtWebEngine never ends the
 * connection of a socket that is closed just as the server's answer comes, and the host would keep it for ever.
 * @param {WebSocket} socket
 */
export function leave (socket) {
  socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null
  if (socket.readyState === WebSocket.CONNECTING) socket.onopen = () => socket.close()
  else socket.close()
}
