/** Turn what a page has recorded into a file that the host reads. */

/** @typedef {Float32Array | AudioBuffer | Blob | ArrayBuffer | ArrayBufferView} AudioInput samples of one channel, or a file: of WAV, FLAC, Ogg or MP3, or of what else the engine decodes */

/** The rate of samples that models read. */
const RATE = 16000
/** The first bytes of files that the host reads itself. */
const KNOWN = ['RIFF', 'fLaC', 'OggS', 'ID3']
const HEADER = 44

/**
 * Return a file of a recording.
 * @param {AudioInput} audio
 * @param {number} [sampleRate] of a Float32Array
 * @returns {Promise<Uint8Array<ArrayBuffer> | Blob>} rejects with an EncodingError where the engine cannot decode it
 */
export async function fileOf (audio, sampleRate) {
  if (audio instanceof Float32Array) {
    if (!sampleRate || !(sampleRate > 0)) throw new TypeError('Cannot transcribe samples: expected sampleRate, the samples per second')
    return wav(audio, sampleRate)
  }
  if (isDecoded(audio)) return wav(mixed(audio), audio.sampleRate)
  if (audio instanceof Blob) return isKnown(new Uint8Array(await audio.slice(0, 4).arrayBuffer())) ? audio : decoded(await audio.arrayBuffer())
  if (!(audio instanceof ArrayBuffer || ArrayBuffer.isView(audio))) {
    throw new TypeError('Cannot transcribe: expected a Float32Array, an AudioBuffer, a Blob or an ArrayBuffer')
  }
  const bytes = audio instanceof ArrayBuffer ? new Uint8Array(audio) : new Uint8Array(/** @type {ArrayBuffer} */ (audio.buffer), audio.byteOffset, audio.byteLength)
  return isKnown(bytes) ? bytes : decoded(bytes.slice().buffer)
}

/**
 * Return samples of one channel, from -1 to 1, as a WAV file of 16 bits.
 * @param {Float32Array} samples
 * @param {number} rate samples per second
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function wav (samples, rate) {
  const bytes = new ArrayBuffer(HEADER + samples.length * 2)
  const view = new DataView(bytes)
  const texts = { 0: 'RIFF', 8: 'WAVE', 12: 'fmt ', 36: 'data' }
  for (const [place, text] of Object.entries(texts)) {
    for (const [at, letter] of [...text].entries()) view.setUint8(Number(place) + at, letter.charCodeAt(0))
  }
  view.setUint32(4, bytes.byteLength - 8, true)
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, Math.round(rate), true)
  view.setUint32(28, Math.round(rate) * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  view.setUint32(40, samples.length * 2, true)
  for (let at = 0; at < samples.length; at++) {
    view.setInt16(HEADER + at * 2, Math.max(-1, Math.min(1, samples[at] || 0)) * 32767, true)
  }
  return new Uint8Array(bytes)
}

/**
 * Mix the channels of a recording into one.
 * @param {AudioBuffer} buffer
 * @returns {Float32Array}
 */
export function mixed (buffer) {
  if (buffer.numberOfChannels === 1) return buffer.getChannelData(0)
  const samples = new Float32Array(buffer.length)
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
    const data = buffer.getChannelData(channel)
    for (let at = 0; at < samples.length; at++) samples[at] += data[at] / buffer.numberOfChannels
  }
  return samples
}

/** @param {any} audio @returns {audio is AudioBuffer} */
function isDecoded (audio) {
  return typeof AudioBuffer === 'function' && audio instanceof AudioBuffer
}

/** @param {Uint8Array} bytes */
export function isKnown (bytes) {
  const text = String.fromCharCode(...bytes.subarray(0, 4))
  return KNOWN.some((begin) => text.startsWith(begin)) || isFrame(bytes)
}

/**
 * Whether bytes begin with a frame of MP3, as files without a title do; AAC has others.
 * @param {Uint8Array} bytes
 */
function isFrame ([first, second]) {
  return first === 0xff && (second & 0xe0) === 0xe0 && (second & 0x06) !== 0
}

/**
 * Have the engine decode a file.
 * @param {ArrayBuffer} bytes
 */
async function decoded (bytes) {
  const context = new OfflineAudioContext(1, 1, RATE)
  const buffer = await context.decodeAudioData(bytes)
  return wav(mixed(buffer), buffer.sampleRate)
}
