import type { Request, RequestHandler } from 'express'
import { INSTALLATION_DEFAULTS } from '../domain/installation-settings.ts'
import { readerOf } from './caller.ts'
import type { WebServices } from './services.ts'

const ZONES = new WeakMap<Request, string>()

/** In which zone this reader's days are: a client's in their billing system's, an admin's in the installation's. */
export function timeZoneOf(request: Request): string {
  return ZONES.get(request) ?? INSTALLATION_DEFAULTS.timeZone
}

/** Finds out the reader's zone. Whoever has not signed in is told of no days. */
export function readTimeZone({ timeZones }: Pick<WebServices, 'timeZones'>): RequestHandler {
  return async (request, _response, next) => {
    const reader = readerOf(request)
    if (reader !== undefined) ZONES.set(request, await timeZones.of(reader))
    next()
  }
}
