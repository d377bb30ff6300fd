/**
 * The folders a person has by name, where the host told them; null otherwise.
 * @module
 */

/** @type {Record<string, string | null | undefined>} */
const paths = globalThis.__args?.paths ?? {}

export const DOWNLOADS = paths.downloads ?? null
export const DOCUMENTS = paths.documents ?? null
export const RESOURCES = paths.resources ?? null
export const PICTURES = paths.pictures ?? null
export const DESKTOP = paths.desktop ?? null
export const VIDEOS = paths.videos ?? null
export const CONFIG = paths.config ?? null
export const MEDIA = paths.media ?? null
export const MUSIC = paths.music ?? null
export const HOME = paths.home ?? null
export const DATA = paths.data ?? null
export const LOG = paths.log ?? null
export const TMP = paths.tmp ?? null

export default {
  DOWNLOADS, DOCUMENTS, RESOURCES, PICTURES, DESKTOP, VIDEOS, CONFIG, MEDIA, MUSIC, HOME, DATA, LOG, TMP
}
