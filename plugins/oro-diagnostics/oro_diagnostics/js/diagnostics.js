/**
 * Looking inside: channels that anyone may publish on, what the page asks of its engine, what the host holds, and a report.
 *
 *     channel('window.fetch').subscribe(({ active }) => show(active))
 *     const { windows } = await runtime.query()
 *
 * @module
 */

export * as default from './diagnostics.js'
export { default as channels, channel } from './diagnostics/channels.js'
export * as runtime from './diagnostics/runtime.js'
export { copyButton, copyReport, report } from './diagnostics/report.js'
export { default as window } from './diagnostics/window.js'
