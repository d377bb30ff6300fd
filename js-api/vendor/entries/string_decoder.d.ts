import { Buffer } from './buffer.js'

export class StringDecoder {
  constructor (encoding?: string)
  readonly encoding: string
  readonly lastNeed: number
  readonly lastTotal: number
  readonly lastChar: Buffer
  write (bytes: string | ArrayBufferView): string
  end (bytes?: string | ArrayBufferView): string
}

declare const decoder: { StringDecoder: typeof StringDecoder }
export default decoder
