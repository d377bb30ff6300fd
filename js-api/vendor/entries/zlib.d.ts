export class ZStream {
  input: Uint8Array
  next_in: number
  avail_in: number
  total_in: number
  output: Uint8Array
  next_out: number
  avail_out: number
  total_out: number
  msg: string
  state: any
}
export function zlibDeflateInit2 (stream: ZStream, level: number, method: number, windowBits: number, memLevel: number, strategy: number): number
export function zlibDeflateReset (stream: ZStream): number
export function zlibDeflateSetDictionary (stream: ZStream, dictionary: Uint8Array): number
export function zlibDeflate (stream: ZStream, flush: number): number
export function zlibDeflateEnd (stream: ZStream): number
export function zlibInflateInit2 (stream: ZStream, windowBits: number): number
export function zlibInflateReset (stream: ZStream): number
export function zlibInflateSetDictionary (stream: ZStream, dictionary: Uint8Array): number
export function zlibInflate (stream: ZStream, flush: number): number
export function zlibInflateEnd (stream: ZStream): number
