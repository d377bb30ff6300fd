/** Waiting, and typing as a person does. */

/**
 * @template T
 * @param {() => T | null | undefined | false} find
 * @returns {Promise<T>}
 */
export async function until (find) {
  for (const end = performance.now() + 60000; performance.now() < end;) {
    const found = find()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`Waited in vain for: ${find}`)
}

/**
 * Fill in a field and leave it. Frameworks watch the native setter, so it is used.
 * @param {HTMLInputElement} field
 * @param {string} text
 */
export function type (field, text) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(field, text)
  field.dispatchEvent(new Event('input', { bubbles: true }))
  field.dispatchEvent(new FocusEvent('focusout', { bubbles: true }))
}
