/** The parts of a message that has images or audio. */

/** @typedef {{ type: string, [member: string]: any }} Part */

/**
 * Return a text and files as parts of a message, the files first.
 * @param {string} text
 * @param {(Blob | string)[]} files images and audio, or `data:` URLs of images
 * @returns {Promise<Part[]>} rejects with a TypeError for a file that is neither an image nor audio
 */
export async function partsOf (text, files) {
  const parts = await Promise.all(files.map(partOf))
  return [...parts, { type: 'text', text }]
}

/**
 * @param {Blob | string} file
 * @returns {Promise<Part>}
 */
async function partOf (file) {
  if (typeof file === 'string') return { type: 'image_url', image_url: { url: file } }
  const url = await dataURL(file)
  if (file.type.startsWith('image/')) return { type: 'image_url', image_url: { url } }
  if (!file.type.startsWith('audio/')) throw new TypeError(`Cannot send a file of type "${file.type}": expected an image or audio`)
  return { type: 'input_audio', input_audio: { data: url.slice(url.indexOf(',') + 1), format: /wav/.test(file.type) ? 'wav' : 'mp3' } }
}

/**
 * @param {Blob} file
 * @returns {Promise<string>} its contents as a `data:` URL
 */
function dataURL (file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(reader.error)
    reader.readAsDataURL(file)
  })
}
