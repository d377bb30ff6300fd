/** The event for text of an answer. */

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
    /** Whether the answer has ended; `data` is then the whole answer, otherwise its next piece. */
    this.complete = complete
    this.session = session
  }
}
