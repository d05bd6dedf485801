import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import Handlebars from 'handlebars'
import { HELPERS } from './helpers/helpers.ts'

const FOLDER = join(import.meta.dirname, 'views')
/** A misspelt name fails instead of showing nothing. */
const OPTIONS = { strict: true, preventIndent: true } as const

/** Turns a view's name, such as `client/orders`, and its model into HTML. */
export type ViewRenderer = (view: string, model: object) => string

function templateFiles(): { name: string; source: string }[] {
  return readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => ({
      name: relative('.', file)
        .split(sep)
        .join('/')
        .replace(/\.hbs$/, ''),
      source: readFileSync(join(FOLDER, file), 'utf8'),
    }))
}

/**
 * Reads and compiles every template once. A template in `partials/` is known to the others by its bare name; all are
 * strict, and what they print is escaped.
 * @throws at the first rendering of a view that is unknown or reads a value that its model lacks
 */
export function createViews(): ViewRenderer {
  const handlebars = Handlebars.create()
  handlebars.registerHelper(HELPERS)
  const views = new Map<string, Handlebars.TemplateDelegate>()
  for (const { name, source } of templateFiles()) {
    const template = handlebars.compile(source, OPTIONS)
    if (name.startsWith('partials/')) handlebars.registerPartial(name.slice('partials/'.length), template)
    else views.set(name, template)
  }
  return (view, model) => {
    const template = views.get(view)
    if (template === undefined) throw new Error(`There is no view ${view}`)
    return template(model)
  }
}
