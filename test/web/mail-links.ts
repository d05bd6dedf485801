import assert from 'node:assert/strict'
import { createMailRenderer, type MailWords } from '../../mail/render.ts'
import { newId } from '../../platform/ids.ts'
import { rows, sql } from '../../store/sql.ts'
import type { Site } from './site.ts'

/** A mail that was asked for, as the outbox holds it. */
export interface AskedMail {
  template: string
  occasion: string
  page: string | null
}

/** The links that were asked for, for an order: the newest first. */
export function linkMails({ here }: Site, orderId: string): Promise<AskedMail[]> {
  return rows<AskedMail & Record<string, unknown>>(
    here.db.em(),
    sql`select template, occasion, page from outbox
        where order_id = ${orderId} and template in ('sign-in', 'sign-in-link') order by created_at desc`,
  )
}

/** A mail as it is sent. */
export async function written({ here }: Site, orderId: string, mail: AskedMail): Promise<MailWords> {
  const render = createMailRenderer({
    db: here.db,
    keyRing: here.keyRing,
    publicUrl: 'https://certloom.test',
  })
  const words = await render({ ...mail, orderId, id: newId(), messageId: newId(), attempts: 1 })
  return words ?? assert.fail('the mail is sent')
}

/** The path of the sign-in link that was sent last for this order. */
export async function linkOfLastMail(site: Site, orderId: string): Promise<string> {
  const [newest] = await linkMails(site, orderId)
  const { text } = await written(site, orderId, newest ?? assert.fail('a link was asked for'))
  return /https:\/\/certloom\.test(\/link\/\S+)/.exec(text)?.[1] ?? assert.fail(text)
}
