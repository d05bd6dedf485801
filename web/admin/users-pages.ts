import { type Request, Router } from 'express'
import { CertloomError } from '../../domain/errors.ts'
import { LANGUAGES } from '../../texts/texts.ts'
import { callerOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { FieldSpec } from '../forms/field-spec.ts'
import { type FormPage, formPage } from '../forms/form-page.ts'
import { runCommand } from '../orders/commands.ts'
import type { AdminJson } from '../services.ts'
import { type Person, signIn } from '../session.ts'
import { confirmPage } from './confirm-page.ts'

const PATH = '/admin/users'
const BACK = { href: PATH, text: 'users:back' }
const PLAIN = { back: BACK, about: null, links: [] }

const PASSWORDS: FieldSpec[] = [
  { name: 'password', type: 'password', autocomplete: 'new-password' },
  { name: 'passwordAgain', type: 'password', autocomplete: 'new-password' },
]
const NAME: FieldSpec = { name: 'name', type: 'text' }
const LANGUAGE: FieldSpec = { name: 'language', type: 'select', options: LANGUAGES }

/** The body without the second password, which is there to catch a slip of the finger. */
function withoutRepeat({ passwordAgain, ...body }: Record<string, unknown>): Record<string, unknown> {
  if (passwordAgain === body.password) return body
  const problems = [{ path: '/passwordAgain', code: 'passwords-differ' }]
  throw new CertloomError('invalid-input', { problems })
}

function isSelf(request: Request, id: string): boolean {
  return request.session.person?.kind === 'admin' && request.session.person.id === id
}

function personOf({ id, email, name }: Pick<AdminJson, 'id' | 'email' | 'name'>): Person {
  return { kind: 'admin', id, email, name }
}

function newUser({ services }: WebContext): FormPage<null> {
  return {
    view: 'admin/form',
    title: 'users:new.title',
    words: 'users:',
    subject: async () => null,
    sections: () => [
      { key: 'person', fields: [NAME, { name: 'email', type: 'email' }, LANGUAGE] },
      { key: 'password', fields: PASSWORDS },
    ],
    required: () => ['name', 'email', 'language', 'password', 'passwordAgain'],
    initial: () => ({ language: 'en' }),
    model: () => ({ action: `${PATH}/new`, command: 'users', button: 'users:new.button', ...PLAIN }),
    submit: async (request, _subject, body) => {
      await services.admins.add(callerOf(request), withoutRepeat(body))
      return { notice: { tone: 'good', key: 'users:notice.added' }, to: PATH }
    },
  }
}

function linksOf({ id }: AdminJson, request: Request): object[] {
  const password = { href: `${PATH}/${id}/password`, text: 'users:password.title' }
  return isSelf(request, id)
    ? [password]
    : [password, { href: `${PATH}/${id}/remove`, text: 'users:remove.title' }]
}

function changedUser({ services }: WebContext): FormPage<AdminJson> {
  return {
    view: 'admin/form',
    title: 'users:change.title',
    words: 'users:',
    subject: (request) => services.admins.read(pathPart(request, 'id')),
    sections: () => [{ key: 'person', fields: [NAME, LANGUAGE] }],
    required: () => ['name', 'language'],
    initial: ({ name, language }) => ({ name, language }),
    model: (admin, request) => ({
      action: `${PATH}/${admin.id}`,
      command: 'user',
      button: 'users:change.button',
      back: BACK,
      about: admin.email,
      links: linksOf(admin, request),
    }),
    submit: async (request, { id }, body) => {
      await services.admins.edit(callerOf(request), id, body)
      if (isSelf(request, id)) {
        const { language, ...admin } = await services.admins.read(id)
        Object.assign(request.session, { person: personOf(admin), language })
      }
      return { notice: { tone: 'good', key: 'users:notice.changed' }, to: PATH }
    },
  }
}

function newPassword({ services }: WebContext): FormPage<AdminJson> {
  return {
    view: 'admin/form',
    title: 'users:password.title',
    words: 'users:',
    subject: (request) => services.admins.read(pathPart(request, 'id')),
    sections: () => [{ key: 'password', fields: PASSWORDS }],
    required: () => ['password', 'passwordAgain'],
    initial: () => ({}),
    model: ({ id, email }) => ({
      action: `${PATH}/${id}/password`,
      command: 'password',
      button: 'users:password.button',
      back: BACK,
      about: email,
      links: [],
    }),
    submit: async (request, admin, body) => {
      await services.admins.setPassword(callerOf(request), admin.id, withoutRepeat(body))
      // This very session ended with the others; whoever set their own password goes on in a fresh one.
      if (isSelf(request, admin.id)) await signIn(request, personOf(admin), admin.language)
      return { notice: { tone: 'good', key: 'users:notice.password-set' }, to: PATH }
    },
  }
}

/** Who may sign in as an admin, and with what. */
export function usersPages(context: WebContext): Router {
  const { services, show } = context
  const router = Router()
  const [add, change, password] = [
    formPage(context, newUser(context)),
    formPage(context, changedUser(context)),
    formPage(context, newPassword(context)),
  ]
  router.get('/', async (request, response) => {
    const users = (await services.admins.list()).map((user) => ({
      ...user,
      href: `${PATH}/${user.id}`,
      isSelf: isSelf(request, user.id),
    }))
    show(request, response, 'admin/users', { title: 'users:title' }, { users, path: PATH })
  })
  router.route('/new').get(add.show).post(add.take)
  router.route('/:id').get(change.show).post(change.take)
  router.route('/:id/password').get(password.show).post(password.take)
  const question = {
    command: 'remove',
    texts: 'users:remove',
    back: BACK,
    about: async (request: Request) => {
      const { id, name, email } = await services.admins.read(pathPart(request, 'id'))
      return { path: `${PATH}/${id}`, subject: `${name} (${email})` }
    },
  }
  router.get('/:id/remove', confirmPage(context, question))
  router.post('/:id/remove', (request, response) =>
    runCommand(request, response, PATH, async () => {
      await services.admins.remove(callerOf(request), pathPart(request, 'id'))
      return { tone: 'good', key: 'users:notice.removed' }
    }),
  )
  return router
}
