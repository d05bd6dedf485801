import type { Request, Response } from 'express'
import type { Language, TextParams } from '../texts/texts.ts'
import type { Assets, Tool } from './assets.ts'
import { isViewing } from './caller.ts'
import { csrfToken } from './csrf.ts'
import { ownerTag } from './form-owner.ts'
import { takeUnprinted } from './kept-form.ts'
import { languageLink, languageOf } from './language.ts'
import { homeOf, navigationFor } from './navigation.ts'
import { type PageTexts, pageTexts } from './page-texts.ts'
import { type Notice, type Person, takeNotices } from './session.ts'
import type { WebSettings } from './settings.ts'
import { timeZoneOf } from './time-zone.ts'
import type { ViewRenderer } from './views.ts'

/** What the layout and the helpers need, the same on every page; in templates `@root.page`. */
export interface PageData {
  language: Language
  timeZone: string
  texts: PageTexts
  title: string
  assets: Assets['urls']
  /** The tools whose scripts stand in the page already. */
  tools: Set<Tool>
  isTrusted: boolean
  person: Person | null
  isAdmin: boolean
  home: string
  /** An admin sees what the client sees. */
  isViewing: boolean
  navigation: ReturnType<typeof navigationFor>
  otherLanguage: { code: Language; href: string }
  notices: { tone: Notice['tone']; text: string }[]
  /** Where browsers without scripts load the page again by themselves; null leaves it standing. */
  refreshSeconds: number | null
  csrfToken: () => string
  /** For whom forms are printed; null for nobody yet. */
  ownerTag: string | null
  /** What was typed before the session ended, into a form that does not print it by itself. */
  unprinted: { name: string; value: string }[]
}

export interface PageOptions {
  /** Key of the title; `titleValues` fill it. */
  title: string
  titleValues?: TextParams
  status?: number
  refreshSeconds?: number
  /** A piece that replaces a part of a page: what the session has to tell waits for a whole one. */
  isFragment?: boolean
}

/** Shows a view with its model; anything the session had to tell is shown with it. */
export type ShowPage = (
  request: Request,
  response: Response,
  view: string,
  options: PageOptions,
  model?: object,
) => void

export function createShowPage(render: ViewRenderer, assets: Assets, settings: WebSettings): ShowPage {
  const pageData = (request: Request, options: PageOptions): PageData => {
    const language = languageOf(request)
    const texts = pageTexts(language)
    const other = language === 'pl' ? 'en' : 'pl'
    const person = request.session?.person ?? null
    const unprinted = options.isFragment || (options.status ?? 200) !== 200 ? [] : takeUnprinted(request)
    return {
      language,
      timeZone: timeZoneOf(request),
      texts,
      title: texts.t(options.title, options.titleValues),
      assets: assets.urls,
      tools: new Set(),
      isTrusted: settings.caMode === 'production',
      person,
      isAdmin: person?.kind === 'admin',
      home: homeOf(person),
      isViewing: isViewing(request),
      navigation: navigationFor(person, request.originalUrl),
      otherLanguage: { code: other, href: languageLink(request, other) },
      notices: noticesIn(texts, options.isFragment || !request.session ? [] : takeNotices(request)),
      refreshSeconds: options.refreshSeconds ?? null,
      csrfToken: () => csrfToken(request),
      ownerTag: person === null ? null : ownerTag(person, settings.sessionSecrets),
      unprinted,
    }
  }
  return (request, response, view, options, model = {}) => {
    const html = render(view, { ...model, page: pageData(request, options) })
    response
      .status(options.status ?? 200)
      .type('html')
      .send(html)
  }
}

function noticesIn(texts: PageTexts, notices: readonly Notice[]): PageData['notices'] {
  return notices.map(({ tone, key, values }) => ({ tone, text: texts.t(key, values) }))
}
