/** Certificates as Node's `getPeerCertificate()` has them. */

import { Buffer } from 'oro:buffer'

const BINARY = ['raw', 'pubkey']

/**
 * @param {any} told by the host, its binary members in base64
 * @returns {any} empty where there is none; what issued itself refers to itself
 */
export function certificateOf (told) {
  if (!told) return {}
  const certificate = { ...told }
  for (const name of BINARY) if (told[name]) certificate[name] = Buffer.from(told[name], 'base64')
  if (told.issuerCertificate === 'self') certificate.issuerCertificate = certificate
  else if (told.issuerCertificate) certificate.issuerCertificate = certificateOf(told.issuerCertificate)
  return certificate
}
