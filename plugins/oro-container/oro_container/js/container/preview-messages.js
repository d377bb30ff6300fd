/** The kinds of a `preview-message`. */
export const PreviewMessageType = Object.freeze(/** @type {const} */ ({
  UncaughtException: 'PREVIEW_UNCAUGHT_EXCEPTION',
  UnhandledRejection: 'PREVIEW_UNHANDLED_REJECTION',
  ConsoleError: 'PREVIEW_CONSOLE_ERROR'
}))

/** @typedef {{ previewId: string, port: number, pathname: string, search: string, hash: string }} BasePreviewMessage */
/** @typedef {{ type: 'PREVIEW_UNCAUGHT_EXCEPTION', message: string, stack: string | undefined }} UncaughtExceptionMessage */
/** @typedef {{ type: 'PREVIEW_UNHANDLED_REJECTION', message: string, stack: string | undefined }} UnhandledRejectionMessage */
/** @typedef {{ type: 'PREVIEW_CONSOLE_ERROR', args: any[], stack: string }} ConsoleErrorMessage */
/** @typedef {(UncaughtExceptionMessage | UnhandledRejectionMessage | ConsoleErrorMessage) & BasePreviewMessage} PreviewMessage */

/**
 * Whether something is a message of a preview.
 * @param {any} data
 * @returns {data is PreviewMessage}
 */
export function isPreviewMessage (data) {
  return typeof data === 'object' && data !== null && Object.values(PreviewMessageType).includes(data.type)
}
