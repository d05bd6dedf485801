import type { NextFunction, Request, Response } from 'express'
import type { SandboxCore } from '../core/core.ts'
import { fileOf, redirectOf, sendFile } from '../hostility/file-answers.ts'
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
    const { database, behaviour } = core.context
    const asked = { host, path: request.path, isSecure: request.get('x-forwarded-proto') === 'https' }
    const redirect = redirectOf(asked, behaviour)
    const body = fileOf(database, asked, behaviour)
    if (redirect !== null) response.redirect(302, redirect)
    else if (body === undefined) response.status(404).type('text/plain').send('no such file\n')
    else sendFile(response, body, behaviour)
  }
}
