/** A certificate for localhost that signs itself, made when a test asks for one. */
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Key and certificate as PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

/** Node knows how to make a key, but not how to sign a certificate. */
const command = 'openssl'

/** Makes a certificate, or nothing on a machine without the command that signs it. */
export const selfSignedCertificate = (): Certificate | undefined => {
  if (spawnSync(command, ['version']).status !== 0) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'touchledger-certificate-'))
  const key = join(folder, 'key.pem')
  const cert = join(folder, 'cert.pem')
  try {
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost']
    const names = ['-addext', 'subjectAltName=DNS:localhost']
    execFileSync(command, [...request, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' })
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
