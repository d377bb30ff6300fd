/** Text of an answer has come. */

/** @typedef {import('./session.js').Session} Session */

/**
 * The event `message` of a `Chat`, dispatched for each piece of an answer and once at its end.
 * @extends {MessageEvent<string>}
 */
export class ChatMessageEvent extends MessageEvent {
  /**
   * @param {string} type
   * @param {{ data: string, session: Session, complete?: boolean }} init
   */
  constructor (type, { data, session, complete = false }) {
    super(type, { data })
    /** Whether nothing follows; `data` is the whole answer then, else the next piece of it. */
    this.complete = complete
    this.session = session
  }
}
