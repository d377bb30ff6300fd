/** A recording from the microphone. */

export class Recorder {
  /** @type {MediaRecorder} */
  #recorder
  /** @type {Promise<Blob>} */
  #whole

  /** @param {MediaStream} stream */
  constructor (stream) {
    this.#recorder = new MediaRecorder(stream)
    /** @type {Blob[]} */
    const pieces = []
    this.#recorder.ondataavailable = ({ data }) => pieces.push(data)
    this.#whole = new Promise((resolve) => {
      this.#recorder.onstop = () => {
        for (const track of stream.getTracks()) track.stop()
        resolve(new Blob(pieces, { type: this.#recorder.mimeType }))
      }
    })
    this.#recorder.start()
  }

  /**
   * Begin to record; the person may be asked.
   * @returns {Promise<Recorder>} rejects where there is no microphone, or the page may not use it
   */
  static async begin () {
    if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder !== 'function') {
      throw new DOMException('Cannot record: this engine has no MediaRecorder', 'NotSupportedError')
    }
    return new Recorder(await navigator.mediaDevices.getUserMedia({ audio: true }))
  }

  /** End it, and return what was recorded. */
  end () {
    if (this.#recorder.state !== 'inactive') this.#recorder.stop()
    return this.#whole
  }
}
