import type { NextFunction, Request, Response } from 'express'
import type { SandboxCore } from '../core/core.ts'
import { readFile } from '../core/files.ts'
import { hostOf, isLoopback } from './guard.ts'

/**
 * Every host but this machine itself gets the files put for it, and nothing else: the web servers of the sandbox's
 * world, told apart by the Host header.
 */
export function fileHost(core: SandboxCore) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const host = hostOf(request.get('host') ?? '')
    if (isLoopback(host)) {
      next()
      return
    }
    const body = readFile(core.context.database, host, request.path)
    if (body === undefined) response.status(404).type('text/plain').send('no such file\n')
    else response.type('text/plain').send(body)
  }
}
