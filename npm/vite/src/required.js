// Modules that stand for a `require()` of one of the runtime's, which pages can only import.

/** The prefix of their names. */
export const REQUIRED = '\0oro-require:'

/**
 * Returns the code of one: what Node gives `require()` is the default export.
 *
 * @param {string} name of the runtime's module
 */
export function facade (name) {
  return `import * as all from ${JSON.stringify(name)};\nmodule.exports = all.default ?? { ...all };\n`
}
