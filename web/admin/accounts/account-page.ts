import type { Request } from 'express'
import { CA_KINDS } from '../../../domain/ca-kind.ts'
import { CertloomError } from '../../../domain/errors.ts'
import { CA_MODES } from '../../../domain/product.ts'
import { callerOf, pathPart } from '../../caller.ts'
import type { WebContext } from '../../context.ts'
import type { FieldSpec, SectionSpec } from '../../forms/field-spec.ts'
import { formPage } from '../../forms/form-page.ts'
import { changedValues, type FormValues, textOf, valuesOf } from '../../forms/form-values.ts'
import type { AccountJson } from '../../services.ts'
import { accountBody, SUMS } from './account-body.ts'

export const ACCOUNTS_PATH = '/admin/ca'

const API = { field: 'kind', is: ['certum'] } as const
const ACCESS: readonly FieldSpec[] = [
  { name: 'url', type: 'url' },
  { name: 'userName', type: 'text' },
  { name: 'password', type: 'password', autocomplete: 'new-password' },
]
const RATE: readonly FieldSpec[] = [
  { name: 'callsPerSecond', type: 'number', isShort: true },
  { name: 'callBurst', type: 'number', isShort: true },
]
const PLACE: readonly FieldSpec[] = [
  { name: 'department', type: 'text' },
  { name: 'preference', type: 'number', isShort: true },
  ...SUMS.flatMap((sum): FieldSpec[] => [
    { name: `${sum}.amount`, type: 'text', isShort: true },
    { name: `${sum}.currency`, type: 'text', isShort: true },
  ]),
  { name: 'enabled', type: 'checkbox' },
]
const MODE: FieldSpec = { name: 'mode', type: 'select', options: CA_MODES }
const NAME: FieldSpec = { name: 'name', type: 'text' }

/** What settings give is not asked for here, nor an address where there is no API. */
function editSections({ kind, readOnly }: AccountJson): SectionSpec[] {
  const access = kind === 'manual' || readOnly ? [] : [MODE, ...ACCESS]
  const rate = kind === 'manual' ? [] : RATE.filter(({ name }) => !readOnly || name === 'callBurst')
  return [{ key: 'account', fields: [NAME, ...access, ...rate, ...PLACE] }]
}

function newSections(): SectionSpec[] {
  const kind: FieldSpec = { name: 'kind', type: 'select', options: CA_KINDS }
  // There is none yet that could stay as it is.
  const access = ACCESS.map((field) => ({
    ...field,
    shownWhen: API,
    ...(field.name === 'password' ? { hintKey: 'new-password' } : {}),
  }))
  return [{ key: 'account', fields: [kind, NAME, MODE, ...access, ...PLACE] }]
}

/** The password is nobody's to read again: the field is empty, and empty it stays as it is. */
function accountValues(account: AccountJson): FormValues {
  const { name, mode, url, userName, callsPerSecond, callBurst, department, preference, enabled } = account
  const shown = { name, mode, url, userName, callsPerSecond, callBurst, department, preference, enabled }
  return Object.assign({}, valuesOf(shown), ...SUMS.map((sum) => sumValues(sum, account[sum])))
}

function sumValues(sum: string, money: AccountJson['balance']): FormValues {
  const amount = money === null ? '' : (money.amount / 100).toFixed(2)
  return { [`${sum}.amount`]: amount, [`${sum}.currency`]: money?.currency ?? 'PLN' }
}

/** One account at a CA: how it is reached, and what it is used for (row O3). */
export function accountPage(context: WebContext): ReturnType<typeof formPage> {
  const { caAccounts } = context.services
  const read = async (request: Request): Promise<AccountJson> => {
    const account = (await caAccounts.list()).items.find(({ id }) => id === pathPart(request, 'id'))
    if (account === undefined) throw new CertloomError('not-found')
    return account
  }
  return formPage<AccountJson>(context, {
    view: 'admin/ca-account',
    title: 'accounts:title-one',
    words: 'accounts:',
    subject: read,
    sections: editSections,
    required: () => ['name'],
    initial: accountValues,
    model: ({ id, name, readOnly }) => ({
      name,
      readOnly,
      action: `${ACCOUNTS_PATH}/${id}`,
      listPath: ACCOUNTS_PATH,
    }),
    submit: async (request, account, _body, values) => {
      const changed = changedValues(values, accountValues(account))
      await caAccounts.edit(callerOf(request), account.id, accountBody(changed, values))
      const name = textOf(values, 'name')
      return { notice: { tone: 'good', key: 'accounts:saved', values: { name } }, to: ACCOUNTS_PATH }
    },
  })
}

/** Another account: at Certum, or at a CA without an API (rows O3, O6). */
export function newAccountPage(context: WebContext): ReturnType<typeof formPage> {
  return formPage<null>(context, {
    view: 'admin/ca-account',
    title: 'accounts:title-new',
    words: 'accounts:',
    subject: async () => null,
    sections: newSections,
    required: () => ['name'],
    initial: () => ({ enabled: 'true', 'balance.currency': 'PLN', 'minimalBalance.currency': 'PLN' }),
    model: () => ({ readOnly: false, action: `${ACCOUNTS_PATH}/new`, listPath: ACCOUNTS_PATH }),
    submit: async (request, _subject, _body, values) => {
      const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
      const { name } = await context.services.caAccounts.add(
        callerOf(request),
        accountBody({ ...given, enabled: textOf(values, 'enabled') }, values),
      )
      return { notice: { tone: 'good', key: 'accounts:added', values: { name } }, to: ACCOUNTS_PATH }
    },
  })
}
