import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'

/** The pages, compiled once. Everything put into them is escaped. */
const handlebars = Handlebars.create()
const read = (name: string): string => readFileSync(new URL(`./views/${name}`, import.meta.url), 'utf8')

handlebars.registerHelper('join', (list: unknown) => (Array.isArray(list) ? list.join(', ') : ''))

handlebars.registerPartial('documents', read('documents.hbs'))

const layout = handlebars.compile<{ title: string; language: string; body: string }>(read('layout.hbs'))
const templates = {
  overview: handlebars.compile(read('overview.hbs')),
  order: handlebars.compile(read('order.hbs')),
  mail: handlebars.compile(read('mail.hbs')),
  approval: handlebars.compile(read('approval.hbs')),
}

/** The console's stylesheet. */
export const STYLESHEET = read('console.css')

/** A whole page in HTML. */
export function page(
  view: keyof typeof templates,
  title: string,
  data: Record<string, unknown>,
  language = 'en',
): string {
  return layout({ title, language, body: templates[view](data) })
}
