import type { InstallationSettings } from '../../domain/installation-settings.ts'
import { RENEWAL_POLICIES } from '../../domain/order-terms.ts'
import { TIME_ZONES } from '../../platform/days.ts'
import { callerOf } from '../caller.ts'
import type { WebContext } from '../context.ts'
import type { SectionSpec } from '../forms/field-spec.ts'
import { type FormPage, formPage } from '../forms/form-page.ts'
import { valuesOf, withNulls } from '../forms/form-values.ts'

const PATH = '/admin/settings'

function days(name: string) {
  return { name, type: 'number', isShort: true } as const
}

/** Zones go by their own names in every language. */
export const ZONE_OPTIONS = TIME_ZONES.map((zone) => ({ value: zone, label: zone }))

const SECTIONS: SectionSpec[] = [
  {
    key: 'renewal',
    fields: [
      { name: 'renewal.policy', type: 'select', options: RENEWAL_POLICIES },
      days('renewal.daysBefore'),
      days('invoiceDaysBefore'),
    ],
  },
  { key: 'unfinished', fields: [days('cancelUnfinishedAfterDays')] },
  { key: 'ca', fields: [days('renewalCarriesDays'), days('olderRevokedAfterDays')] },
  { key: 'kept', fields: [days('exchangesKeptDays')] },
  { key: 'zone', fields: [{ name: 'timeZone', type: 'select', options: ZONE_OPTIONS }] },
]

/** Left empty, these two are a no. */
const NUMBERS = [
  'renewal.daysBefore',
  'invoiceDaysBefore',
  'cancelUnfinishedAfterDays',
  'renewalCarriesDays',
  'olderRevokedAfterDays',
  'exchangesKeptDays',
]
const REQUIRED = NUMBERS.filter((name) => !name.endsWith('AfterDays'))

/** What is decided for the whole installation. */
export function settingsPage(context: WebContext) {
  const page: FormPage<InstallationSettings> = {
    view: 'admin/form',
    title: 'settings:title',
    words: 'settings:',
    subject: () => context.services.settings.read(),
    sections: () => SECTIONS,
    required: () => ['renewal.policy', 'timeZone', ...REQUIRED],
    initial: (settings) => valuesOf({ ...settings }),
    model: () => ({
      action: PATH,
      command: 'settings',
      button: 'settings:save',
      back: null,
      about: null,
      links: [],
    }),
    submit: async (request, _settings, body) => {
      await context.services.settings.edit(callerOf(request), withNulls(body, NUMBERS))
      return { notice: { tone: 'good', key: 'settings:notice.saved' }, to: PATH }
    },
  }
  return formPage(context, page)
}
