import type { Request, RequestHandler } from 'express'
import { isLanguage, LANGUAGES, type Language } from '../texts/texts.ts'
import { isSecure, leadTo } from './session.ts'
import type { WebSettings } from './settings.ts'

const COOKIE = 'certloom_language'
const YEAR_MS = 365 * 86_400_000

function cookieLanguage(request: Request): string | undefined {
  const cookies = request.get('cookie')?.split(';') ?? []
  const found = cookies.find((cookie) => cookie.trim().startsWith(`${COOKIE}=`))
  return found?.split('=')[1]?.trim()
}

/** The reader's language: the account's, else the one chosen here before, else what the browser asks for. */
export function languageOf(request: Request): Language {
  const asked = request.acceptsLanguages('en', ...LANGUAGES)
  const candidates = [request.session?.language, cookieLanguage(request) ?? '', asked || '']
  return candidates.filter((candidate) => candidate !== undefined).find(isLanguage) ?? 'en'
}

/** The address of this page in another language. */
export function languageLink(request: Request, language: Language): string {
  const url = new URL(request.originalUrl, 'http://here')
  url.searchParams.set('lang', language)
  return url.pathname + url.search
}

/** `?lang=pl` on any page: keeps the choice and shows the page again without it. */
export function languageSwitch(settings: Pick<WebSettings, 'publicUrl'>): RequestHandler {
  return (request, response, next) => {
    const chosen = request.query.lang
    if (request.method !== 'GET' || typeof chosen !== 'string' || !isLanguage(chosen)) return next()
    response.cookie(COOKIE, chosen, {
      maxAge: YEAR_MS,
      sameSite: 'lax',
      secure: isSecure(settings),
      path: '/',
    })
    const url = new URL(request.originalUrl, 'http://here')
    url.searchParams.delete('lang')
    const path = localPath(url.pathname) + url.search
    // Who is not signed in has no session, and needs none for this.
    if (request.session.person !== undefined) request.session.language = chosen
    leadTo(response, path)
  }
}

/** A path that cannot lead to another host: `//evil.test` is one. */
function localPath(pathname: string): string {
  return `/${pathname.replace(/^[/\\]+/, '')}`
}
