import type { Request, Response } from 'express'
import type { Language } from '../texts/texts.ts'
import { formsFor, keepForm } from './kept-form.ts'
import { wayBack } from './return-path.ts'
import { leadTo, leaveNotice, type Person, signIn } from './session.ts'
import type { WebSettings } from './settings.ts'

/** Before somebody is sent to sign in: notes where they come back to, and keeps the form that they sent. */
export function rememberWay(request: Request, settings: WebSettings): void {
  const path = wayBack(request, settings.publicUrl)
  if (request.session === undefined || request.path === '/sign-out' || path === null) return
  request.session.wanted = path
  if (request.method !== 'POST') return
  const isKept = keepForm(request, settings) !== null
  const key = isKept ? 'administration:session-over-kept' : 'administration:session-over'
  leaveNotice(request, { tone: 'info', key })
}

interface Arrival {
  person: Person
  language: Language
  /** Where they begin unless they wanted to go elsewhere. */
  home: string
  /** Which of the pages they may have wanted are theirs. */
  mayReturnTo: (path: string) => boolean
}

/** Signs somebody in and leads them to where they were, with what they had typed there. */
export async function signInAndReturn(
  request: Request,
  response: Response,
  settings: WebSettings,
  { person, language, home, mayReturnTo }: Arrival,
): Promise<void> {
  const { wanted, kept = [] } = request.session
  await signIn(request, person, language)
  const own = formsFor(person, kept, settings)
  if (own.length > 0) request.session.kept = own
  leadTo(response, wanted !== undefined && mayReturnTo(wanted) ? wanted : home)
}
