import Handlebars, { type HelperOptions } from 'handlebars'
import { newId } from '../../platform/ids.ts'
import { pageData } from './page-data.ts'

const { escapeExpression, SafeString } = Handlebars

/** `{{csrf}}`: the token without which no form is taken. */
export function csrf(options: HelperOptions): unknown {
  return hidden('_csrf', pageData(options).csrfToken())
}

/** `{{commandId}}`: a fresh id for this rendering, so that a form sent twice is one command. */
export function commandId(): unknown {
  return hidden('_command', newId())
}

function hidden(name: string, value: string): unknown {
  return new SafeString(`<input type="hidden" name="${name}" value="${escapeExpression(value)}">`)
}
