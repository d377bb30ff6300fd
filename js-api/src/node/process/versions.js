/**
 * The version of Node whose interface this is, and those of its parts, which packages look at to choose what they use.
 * @module
 */

export const VERSION = '20.20.2'

export const versions = Object.freeze({
  node: VERSION,
  acorn: '8.16.0',
  ada: '2.9.2',
  ares: '1.34.6',
  brotli: '1.1.0',
  cjs_module_lexer: '2.2.0',
  cldr: '48.0',
  icu: '78.2',
  llhttp: '9.3.1',
  modules: '115',
  napi: '9',
  nghttp2: '1.61.0',
  openssl: '3.0.19',
  simdutf: '6.4.2',
  tz: '2025c',
  undici: '6.24.1',
  unicode: '17.0',
  uv: '1.46.0',
  v8: '11.3.244.8-node.38',
  zlib: '1.3.1-e00f703',
  oro: String(globalThis.__args?.primordials?.version?.short ?? '0.1.0'),
  socket: '0.6.0'
})

const FILES = `https://nodejs.org/download/release/v${VERSION}/node-v${VERSION}`

export const release = Object.freeze({ name: 'node', lts: 'Iron', sourceUrl: `${FILES}.tar.gz`, headersUrl: `${FILES}-headers.tar.gz` })

export const config = Object.freeze({
  target_defaults: Object.freeze({ cflags: [], default_configuration: 'Release', defines: [], include_dirs: [], libraries: [] }),
  variables: Object.freeze({ napi_build_version: '9', node_shared: false, v8_enable_i18n_support: 1 })
})
