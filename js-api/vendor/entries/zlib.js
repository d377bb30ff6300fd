export {
  ZStream, zlibDeflate, zlibDeflateEnd, zlibDeflateInit2, zlibDeflateReset, zlibDeflateSetDictionary, zlibInflate,
  zlibInflateEnd, zlibInflateInit2, zlibInflateReset, zlibInflateSetDictionary
} from 'pako'
