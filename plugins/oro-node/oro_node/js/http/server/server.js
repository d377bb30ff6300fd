import { Server as NetServer } from 'oro:net'
import { serverArguments, serving } from './serving.js'

/** Node's http.Server. */
export class Server extends serving(NetServer, 'connection') {
  /**
   * @param {Record<string, any> | ((request: any, response: any) => void)} [options]
   * @param {(request: any, response: any) => void} [listener] of `request`
   */
  constructor (options, listener) {
    super(...serverArguments(options, listener))
  }
}
