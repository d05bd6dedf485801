import { NO_BRAND } from '../../domain/billing-system.ts'
import { CertloomError } from '../../domain/errors.ts'
import { isMailName, MAIL_NAMES, type MailName, type MailText } from '../../domain/mail.ts'
import { MAILS, type MailKind } from '../../mail/templates.ts'
import { type WrittenMail, wordsOf, writeMail } from '../../mail/words.ts'
import { newId } from '../../platform/ids.ts'
import type { Database } from '../../store/database.ts'
import { billingSystemById } from '../../store/queries/billing-systems.ts'
import {
  type ChangedMailText,
  changedMailTexts,
  forgetMailText,
  type MailTextPlace,
  mailRules,
  saveMailText,
} from '../../store/queries/mail-templates.ts'
import { listOrders } from '../../store/queries/order-list.ts'
import { requestTestMail } from '../../store/queries/outbox.ts'
import { LANGUAGES, type Language } from '../../texts/texts.ts'
import { type MailTemplateJson, mailTemplateChange, mailTemplateQuery } from '../schemas/mail-template.ts'
import { parseInput } from '../schemas/problems-of.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { journalled } from './journalled.ts'

type Place = MailTextPlace & { template: MailName; language: Language; systemName: string | null }

function jsonOf(place: Omit<Place, 'systemName'>, changed: ChangedMailText | undefined): MailTemplateJson {
  const { template, language, billingSystemId } = place
  const { subject, body, link, note } = changed ?? wordsOf(template, language)
  return {
    ...{ template, language, billingSystem: billingSystemId, subject, body, link, note },
    changed: changed !== undefined,
    updatedAt: changed?.updatedAt ?? null,
  }
}

function nameOf({ template, language, systemName }: Place): string {
  return [`${template} (${language})`, ...(systemName === null ? [] : [systemName])].join(', ')
}

/** What stands in a mail that is only looked at. */
const SAMPLE = {
  en: { customer: 'Jane Smith', product: 'Commercial SSL' },
  pl: { customer: 'Jadwiga Kowalska', product: 'Commercial SSL' },
} as const
const SAMPLE_PARAMS = {
  reference: 'whmcs-1017',
  names: 'example.com, www.example.com',
  expires: '2027-01-31',
}

/** The words of mails, per language and billing system (row B9). */
export function createMailTemplateService(deps: ServiceDeps) {
  const { db } = deps

  async function placeOf(template: string, query: unknown): Promise<Place> {
    if (!isMailName(template)) throw new CertloomError('not-found')
    const { language, billingSystem = null } = parseInput(mailTemplateQuery, query)
    const system = billingSystem === null ? null : await billingSystemById(db, billingSystem)
    if (billingSystem !== null && system === null) throw new CertloomError('not-found')
    return { template, language, billingSystemId: billingSystem, systemName: system?.name ?? null }
  }

  async function find(place: Place, at: Database = db): Promise<ChangedMailText | undefined> {
    const isMeant = ({ template, language, billingSystemId }: ChangedMailText): boolean =>
      template === place.template && language === place.language && billingSystemId === place.billingSystemId
    return (await changedMailTexts(at)).find(isMeant)
  }

  return {
    /** Every mail in every language as it is for all, and what billing systems have of their own. */
    async list(): Promise<{ items: MailTemplateJson[] }> {
      const changed = await changedMailTexts(db)
      const forAll = MAIL_NAMES.flatMap((template) =>
        LANGUAGES.map((language) => {
          const found = changed.find(
            (each) =>
              each.billingSystemId === null && each.template === template && each.language === language,
          )
          return jsonOf({ template, language, billingSystemId: null }, found)
        }),
      )
      const own = changed.flatMap((each) => {
        const { template, billingSystemId } = each
        const language = LANGUAGES.find((known) => known === each.language)
        if (billingSystemId === null || language === undefined || !isMailName(template)) return []
        return [jsonOf({ template, language, billingSystemId }, each)]
      })
      return { items: [...forAll, ...own] }
    },

    /** @throws {CertloomError} `not-found`, `invalid-input` */
    async read(template: string, query: unknown): Promise<MailTemplateJson> {
      const place = await placeOf(template, query)
      return jsonOf(place, await find(place))
    },

    /**
     * Puts a mail into other words.
     * @throws {CertloomError} `not-found`; `invalid-input`, also for a placeholder that nobody knows
     */
    async save(caller: Caller, template: string, query: unknown, body: unknown): Promise<MailTemplateJson> {
      const place = await placeOf(template, query)
      const words = parseInput(mailTemplateChange, body)
      return journalled(db, caller, 'mail.changed', async (tx) => {
        const before = jsonOf(place, await find(place, tx))
        await saveMailText(tx, place, words, caller.actor)
        return { before, after: jsonOf(place, await find(place, tx)), subject: nameOf(place) }
      })
    },

    /** Gives a mail its own words back. */
    async reset(caller: Caller, template: string, query: unknown): Promise<MailTemplateJson> {
      const place = await placeOf(template, query)
      return journalled(db, caller, 'mail.changed', async (tx) => {
        const before = jsonOf(place, await find(place, tx))
        await forgetMailText(tx, place)
        return { before, after: jsonOf(place, undefined), subject: nameOf(place) }
      })
    },

    /**
     * The mail as it would be, with invented data.
     * @throws {CertloomError} `not-found`, `invalid-input`
     */
    async preview(template: string, query: unknown, words: MailText): Promise<WrittenMail> {
      const { template: known, language, billingSystemId } = await placeOf(template, query)
      const kind: MailKind = MAILS[known]
      const brand = billingSystemId === null ? NO_BRAND : (await mailRules(db, billingSystemId)).brand
      const { name = null, logoUrl = null } = brand
      return writeMail({
        language,
        words: parseInput(mailTemplateChange, words),
        params: { ...SAMPLE[language], ...SAMPLE_PARAMS },
        url: `${deps.settings.publicUrl}/orders/…`,
        lines: [],
        isAboutAll: kind.isAboutAll ?? false,
        brand: { name, logoUrl },
      })
    },

    /**
     * Sends the mail as it is saved to this address, for the newest order there is; it says that it is a test.
     * @returns false where there is no order to send it for
     */
    async sendTest(name: string, query: unknown, address: string): Promise<boolean> {
      const { billingSystemId, template } = await placeOf(name, query)
      const [order] = (await listOrders(db, { billingSystemId }, { limit: 1 })).items
      if (order === undefined) return false
      await requestTestMail(db, order.id, { template, occasion: `test-${newId()}`, testTo: address })
      return true
    },
  }
}
