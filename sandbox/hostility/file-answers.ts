import { isIP } from 'node:net'
import { gzipSync } from 'node:zlib'
import type { Response } from 'express'
import type { Behaviour } from '../core/behaviour.ts'
import type { Database } from '../core/database.ts'
import { readFile } from '../core/files.ts'

const PIECE = 16

/** A request for a file as a site's web server sees it. */
export interface FileRequest {
  host: string
  path: string
  isSecure: boolean
}

/** Where the site sends whoever asks, before it gives what it has; null where it gives it at once. */
export function redirectOf(
  { host, path, isSecure }: FileRequest,
  { fileRedirect }: Behaviour,
): string | null {
  switch (fileRedirect) {
    case 'none':
      return null
    case 'https':
      return isSecure ? null : `https://${host}${path}`
    case 'www':
      return isIP(host) !== 0 || host.startsWith('www.') ? null : `http://www.${host}${path}`
    case 'elsewhere':
      return path === '/' ? null : `http://${host}/`
    case 'loop':
      return `http://${host}${path}`
  }
}

/** What the site has; one that sends everybody to its `www.` has the same files there. */
export function fileOf(
  database: Database,
  { host, path }: FileRequest,
  { fileRedirect }: Behaviour,
): string | undefined {
  const own = readFile(database, host, path)
  return own === undefined && fileRedirect === 'www'
    ? readFile(database, host.replace(/^www\./, ''), path)
    : own
}

/** Sends a file as this kind of web server writes it. */
export function sendFile(response: Response, body: string, { fileAnswer }: Behaviour): void {
  switch (fileAnswer) {
    case 'plain':
      response.type('text/plain').send(body)
      return
    case 'gzip':
      response.type('text/plain').set('content-encoding', 'gzip').end(gzipSync(body))
      return
    case 'chunked':
      response.type('text/plain')
      for (let from = 0; from < body.length; from += PIECE) response.write(body.slice(from, from + PIECE))
      response.end()
      return
    case 'bom':
      response.type('text/plain').send(`\uFEFF${body}`)
      return
    case 'html':
      response.type('text/html').send(body)
      return
    case 'untyped':
      response.end(body)
  }
}
