import type { RequestHandler } from 'express'
import helmet from 'helmet'
import { isSecure } from './session.ts'
import type { WebSettings } from './settings.ts'

/**
 * What browsers may do with our pages: load nothing from elsewhere, run nothing inline, never be framed. The referrer
 * stays inside, as links with tokens lead here; `no-referrer` would take the Origin from our own forms.
 */
export function securityHeaders(settings: Pick<WebSettings, 'publicUrl'>): RequestHandler {
  const secure = isSecure(settings)
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: secure ? { maxAge: 31_536_000 } : false,
    xFrameOptions: { action: 'deny' },
  })
}

/** Pages show what belongs to one person: no cache keeps them. */
export const neverCached: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store')
  next()
}
