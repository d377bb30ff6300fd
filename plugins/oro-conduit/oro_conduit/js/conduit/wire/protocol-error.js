import { OroError } from 'oro:errors'

/** WebSocket close codes. */
export const CLOSE = Object.freeze({ NORMAL: 1000, GOING_AWAY: 1001, PROTOCOL: 1002, POLICY: 1008, TOO_LARGE: 1009 })

/** The peer sent what the protocol does not allow. */
export class ProtocolError extends OroError {
  static code = 'ERR_CONDUIT_PROTOCOL'

  /**
   * @param {string} rule a stable name of the rule that was broken, the same in Python and in the shared vectors
   * @param {string} message
   * @param {number} [close] the close code that tells the peer
   */
  constructor (rule, message, close = CLOSE.PROTOCOL) {
    super(message)
    this.rule = rule
    this.close = close
  }
}
