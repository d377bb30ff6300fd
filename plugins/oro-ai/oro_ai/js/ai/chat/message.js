/** A message of a conversation. */

/** @typedef {'system' | 'user' | 'assistant'} Role */

/** One message of a conversation. */
export class Message {
  /**
   * @param {Message | { role: Role, content: string } | string} said a string is a message of the user
   * @returns {Message}
   */
  static from (said) {
    if (said instanceof Message) return said
    return new Message(typeof said === 'string' ? { role: 'user', content: said } : said)
  }

  /** @param {{ role: Role, content: string }} said */
  constructor ({ role, content }) {
    if (typeof role !== 'string' || !role) throw new TypeError('Cannot make a message: expected the role of who says it')
    this.role = role
    this.content = String(content)
  }

  toString () {
    return this.content
  }

  toJSON () {
    return { role: this.role, content: this.content }
  }
}
