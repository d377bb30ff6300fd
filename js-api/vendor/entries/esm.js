export { parse } from 'es-module-lexer/js'
export { transform } from 'sucrase'
