import Handlebars, { type HelperOptions } from 'handlebars'
import { newId } from '../../platform/ids.ts'
import { pageData } from './page-data.ts'

const { escapeExpression, SafeString } = Handlebars

/** `{{csrf}}`: the token without which no form is taken, and for whom it was printed. */
export function csrf(options: HelperOptions): unknown {
  const { csrfToken, ownerTag } = pageData(options)
  const owner = ownerTag === null ? '' : hiddenField('_owner', ownerTag)
  return new SafeString(hiddenField('_csrf', csrfToken()) + owner)
}

/** `{{commandId}}`: a fresh id for this rendering, so that a form sent twice is one command. */
export function commandId(): unknown {
  return new SafeString(hiddenField('_command', newId()))
}

function hiddenField(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escapeExpression(value)}">`
}
