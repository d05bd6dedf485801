import type { ShowPage } from './page.ts'
import type { WebServices } from './services.ts'
import type { WebSettings } from './settings.ts'

/** What every group of pages is made from. */
export interface WebContext {
  services: WebServices
  settings: WebSettings
  show: ShowPage
}
