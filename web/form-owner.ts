import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Person } from './session.ts'

type Secrets = readonly string[]

function sealed(secret: string, text: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url')
}

function isSame(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}

function tagBy(secret: string, person: Person): string {
  const id = person.kind === 'admin' ? person.id : person.customerId
  const owner = sealed(secret, `form of ${person.kind} ${id}`)
  return `${owner}.${sealed(secret, owner)}`
}

/** For whom a form is printed: it stays readable for us when their session is gone, and tells nobody who they are. */
export function ownerTag(person: Person, [secret = '']: Secrets): string {
  return tagBy(secret, person)
}

/** True for the tag of a form that was printed here, for whomever: others may not leave anything in our store. */
export function isOurTag(tag: string, secrets: Secrets): boolean {
  const [owner = '', seal = ''] = tag.split('.')
  return secrets.some((secret) => isSame(seal, sealed(secret, owner)))
}

export function isTagOf(tag: string, person: Person, secrets: Secrets): boolean {
  return secrets.some((secret) => isSame(tag, tagBy(secret, person)))
}
