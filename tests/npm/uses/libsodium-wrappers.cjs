exports.job = 'hashes, sealed messages and signatures of a library compiled by Emscripten'

exports.use = async ({ library: sodium, say }) => {
  await sodium.ready
  say('hash', sodium.to_hex(sodium.crypto_generichash(16, 'text')))
  const key = sodium.crypto_secretbox_keygen()
  const nonce = new Uint8Array(sodium.crypto_secretbox_NONCEBYTES)
  say('opened', sodium.to_string(sodium.crypto_secretbox_open_easy(sodium.crypto_secretbox_easy('message', nonce, key), nonce, key)))
  const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(new Uint8Array(32))
  say('signed', [sodium.to_hex(publicKey), sodium.crypto_sign_verify_detached(sodium.crypto_sign_detached('text', privateKey), 'text', publicKey)])
}
