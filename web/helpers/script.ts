import Handlebars, { type HelperOptions } from 'handlebars'
import type { Tool } from '../assets.ts'
import { pageData } from './page-data.ts'

/**
 * `{{script "makeKey"}}`: the script of a tool, in the very partial that draws the tool, so that none is drawn and dead.
 * However often the tool stands on a page, its script does once.
 */
export function script(tool: Tool, options: HelperOptions): unknown {
  const { assets, tools } = pageData(options)
  if (tools.has(tool)) return ''
  tools.add(tool)
  return new Handlebars.SafeString(`<script src="${assets.tools[tool]}" defer></script>`)
}
