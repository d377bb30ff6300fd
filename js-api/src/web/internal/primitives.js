/**
 * The classes and functions of the engine that the framework stands on.
 * @module
 */

export const {
  AbortController, AbortSignal, Blob, Event, EventTarget, File, FormData, Headers, MessageChannel, MessagePort, ReadableStream, Request, Response,
  TextDecoder, TextEncoder, TransformStream, URL, URLSearchParams, WritableStream, XMLHttpRequest, clearInterval, clearTimeout, fetch, queueMicrotask,
  setInterval, setTimeout, structuredClone
} = globalThis

export default {
  AbortController, AbortSignal, Blob, Event, EventTarget, File, FormData, Headers, MessageChannel, MessagePort, ReadableStream, Request, Response,
  TextDecoder, TextEncoder, TransformStream, URL, URLSearchParams, WritableStream, XMLHttpRequest, clearInterval, clearTimeout, fetch, queueMicrotask,
  setInterval, setTimeout, structuredClone
}
