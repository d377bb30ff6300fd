/**
 * Types of the events and the state that the server sends.
 *
 * @typedef {object} Import
 * @property {string} module
 * @property {string} name
 * @property {string} kind
 * @property {string} type
 *
 * @typedef {object} Export
 * @property {string} name
 * @property {string} kind
 * @property {string} type
 * @property {{ params: string[], results: string[] } | null} function
 *
 * @typedef {{ name: string, params: [string, string][], result: string }} Declared
 *
 * @typedef {object} Glue
 * @property {string} url
 * @property {string} module
 * @property {'wasm-bindgen' | 'module'} style
 * @property {Declared[]} functions
 *
 * @typedef {object} Version
 * @property {number} number
 * @property {string} name
 * @property {number} size
 * @property {boolean} component
 * @property {string} kind
 * @property {string} why
 * @property {Import[]} imports
 * @property {Export[]} exports
 * @property {{ name: string, custom: string, size: number, entries: number | null }[]} sections
 * @property {Glue | null} glue
 *
 * @typedef {object} Diagnostic
 * @property {string} file
 * @property {number} line
 * @property {number} column
 * @property {string} severity
 * @property {string} text
 * @property {{ number: number, text: string }[]} lines
 *
 * @typedef {{ message: string, diagnostics: Diagnostic[] }} Failure
 *
 * @typedef {{ time: number, level: string, source: string, text: string }} LogRecord
 *
 * @typedef {object} State
 * @property {'state'} type
 * @property {string} name
 * @property {string} path
 * @property {'project' | 'module' | 'site'} kind
 * @property {string} language
 * @property {boolean} watch
 * @property {boolean} building
 * @property {number} builds
 * @property {Version | null} version
 * @property {Failure | null} failure
 * @property {Diagnostic[]} warnings
 * @property {LogRecord[]} records
 * @property {'window' | 'http'} channel
 *
 * @typedef {object} Built
 * @property {'built'} type
 * @property {'none' | 'code' | 'module' | 'page'} change
 * @property {number} builds
 * @property {number} milliseconds
 * @property {Version | null} version
 * @property {Diagnostic[]} warnings
 *
 * @typedef {{ type: 'failed', builds: number } & Failure} Failed
 * @typedef {{ type: 'building', builds?: undefined }} Building
 * @typedef {{ type: 'unchanged', builds: number }} Unchanged
 * @typedef {{ type: 'log', record: LogRecord, builds?: undefined }} Logged
 * @typedef {State | Built | Failed | Building | Unchanged | Logged} ServerEvent
 *
 * @typedef {number | bigint} Value
 * @module
 */

export {}
