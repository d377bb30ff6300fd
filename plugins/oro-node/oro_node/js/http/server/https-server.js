import { Server as TLSServer } from 'oro:tls'
import { serverArguments, serving } from './serving.js'

/** Node's https.Server: http.Server over TLS, with the options of `tls.createServer()`. */
export class Server extends serving(TLSServer, 'secureConnection') {
  /**
   * @param {Record<string, any> | ((request: any, response: any) => void)} [options]
   * @param {(request: any, response: any) => void} [listener] of `request`
   */
  constructor (options, listener) {
    const [given, requested] = serverArguments(options, listener)
    super({ ALPNProtocols: given.ALPNCallback ? undefined : ['http/1.1'], ...given }, requested)
    this.on('tlsClientError', (error, socket) => {
      if (!this.emit('clientError', error, socket)) socket.destroy(error)
    })
  }
}
