import { z } from 'zod'
import { canonicalIp } from '../../pki/names.ts'
import type { Database } from './database.ts'

/** A file some host serves over plain HTTP: how FILE verification is tried. */
interface HostedFile {
  host: string
  path: string
  body: string
}

/** One spelling of a host: addresses of version 6 come with brackets and without. */
function hostKey(host: string): string {
  const bare = host.toLowerCase().replace(/^\[(.*)\]$/, '$1')
  return canonicalIp(bare) ?? bare
}

const bodyRow = z.object({ body: z.string() })
const fileRow = z.object({ host: z.string(), path: z.string(), body: z.string() })

export function putFile(database: Database, { host, path, body }: HostedFile): void {
  database.run(
    'INSERT INTO files (host, path, body) VALUES (?, ?, ?) ON CONFLICT (host, path) DO UPDATE SET body = excluded.body',
    hostKey(host),
    path,
    body,
  )
}

export function readFile(database: Database, host: string, path: string): string | undefined {
  return database.one(bodyRow, 'SELECT body FROM files WHERE host = ? AND path = ?', hostKey(host), path)
    ?.body
}

/** Removes one file of a host, or all of them. */
export function deleteFiles(database: Database, host: string, path?: string): void {
  const key = hostKey(host)
  if (path === undefined) database.run('DELETE FROM files WHERE host = ?', key)
  else database.run('DELETE FROM files WHERE host = ? AND path = ?', key, path)
}

export function listFiles(database: Database): HostedFile[] {
  return database.all(fileRow, 'SELECT host, path, body FROM files ORDER BY host, path')
}
