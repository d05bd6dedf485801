import { type Request, Router } from 'express'
import { SCOPES } from '../../api/schemas/token.ts'
import { callerOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { FieldOption } from '../forms/field-spec.ts'
import { type FormPage, formPage } from '../forms/form-page.ts'
import { runCommand } from '../orders/commands.ts'
import type { BillingSystemJson } from '../services.ts'
import { showOnce, takeShownOnce } from '../shown-once.ts'
import { confirmPage } from './confirm-page.ts'

const PATH = '/admin/tokens'
const BACK = { href: PATH, text: 'tokens:back' }
const PLAIN = { back: BACK, about: null, links: [] }

/** None, and every billing system by its name. */
export function billingSystemOptions(systems: readonly BillingSystemJson[]): FieldOption[] {
  return ['', ...systems.map(({ id, name }) => ({ value: id, label: name }))]
}

function newToken({ services }: WebContext): FormPage<BillingSystemJson[]> {
  return {
    view: 'admin/form',
    title: 'tokens:new.title',
    words: 'tokens:',
    subject: async () => (await services.billingSystems.list()).items,
    sections: (systems) => [
      {
        key: 'token',
        fields: [
          { name: 'name', type: 'text' },
          { name: 'billingSystem', type: 'select', options: billingSystemOptions(systems) },
          { name: 'scopes[]', type: 'choices', options: SCOPES },
        ],
      },
    ],
    required: () => ['name', 'scopes[]'],
    initial: () => ({}),
    model: () => ({ action: `${PATH}/new`, command: 'tokens', button: 'tokens:new.button', ...PLAIN }),
    submit: async (request, _systems, body) => {
      const { name, token } = await services.tokens.add(callerOf(request), body)
      showOnce(request, { page: PATH, name, value: token })
      return { notice: null, to: PATH }
    },
  }
}

/** The tokens of the API. One that was just made is shown this once. */
export function tokensPages(context: WebContext): Router {
  const { services, show } = context
  const router = Router()
  const add = formPage(context, newToken(context))
  router.get('/', async (request, response) => {
    const tokens = (await services.tokens.list()).map((token) => ({
      ...token,
      revokeHref: token.revokedAt === null ? `${PATH}/${token.id}/revoke` : null,
    }))
    const model = { tokens, path: PATH, secret: takeShownOnce(request, PATH) }
    show(request, response, 'admin/tokens', { title: 'tokens:title' }, model)
  })
  router.route('/new').get(add.show).post(add.take)
  const question = {
    command: 'revoke',
    texts: 'tokens:revoke',
    back: BACK,
    about: async (request: Request) => {
      const { id, name, billingSystem } = await services.tokens.read(pathPart(request, 'id'))
      const subject = billingSystem === null ? name : `${name} (${billingSystem})`
      return { path: `${PATH}/${id}`, subject }
    },
  }
  router.get('/:id/revoke', confirmPage(context, question))
  router.post('/:id/revoke', (request, response) =>
    runCommand(request, response, PATH, async () => {
      await services.tokens.revoke(callerOf(request), pathPart(request, 'id'))
      return { tone: 'good', key: 'tokens:notice.revoked' }
    }),
  )
  return router
}
