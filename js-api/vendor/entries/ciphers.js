export { cbc, ecb, unsafe } from '@noble/ciphers/aes.js'
export { chacha20 } from '@noble/ciphers/chacha.js'
export { Poly1305 } from '@noble/ciphers/_poly1305.js'
export { GHASH } from '@noble/ciphers/_polyval.js'
