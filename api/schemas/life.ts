import { z } from 'zod'
import { RENEWAL_POLICIES } from '../../domain/order-terms.ts'
import { CANCELLATION_TIMES } from '../../domain/order-view.ts'
import { REVOCATION_REASONS } from '../../domain/revocation.ts'
import { date, email, note, optionalEmail, optionalLine, serialNumber } from './common.ts'
import { configuration, verificationChoice } from './configuration.ts'
import { order, orderWithCommand } from './order.ts'

/** What may be asked of an order once its certificate was issued. */

/** A certificate is valid for so long at most that this is early enough. */
const MOST_DAYS_BEFORE = 200

export const cancellationRequest = z
  .strictObject({
    when: z.enum(CANCELLATION_TIMES),
    reason: note(1000),
    revoke: z.boolean().optional(),
  })
  .meta({ id: 'CancellationRequest', example: { when: 'end-of-term', reason: 'The shop closes' } })

export const sending = z
  .strictObject({ to: optionalEmail })
  .meta({ id: 'Sending', example: { to: 'webmaster@example.com' } })

export const termination = z
  .strictObject({ revoke: z.boolean().optional() })
  .meta({ id: 'Termination', example: { revoke: true } })

export const renewalChange = z
  .strictObject({
    policy: z.enum(RENEWAL_POLICIES).nullish(),
    daysBefore: z.int().min(1).max(MOST_DAYS_BEFORE).nullish(),
  })
  .meta({
    id: 'RenewalChange',
    description: 'What is not given stays; null leaves it to the product',
    example: { policy: 'notify', daysBefore: 20 },
  })

export const revocation = z
  .strictObject({
    serialNumber,
    reason: z.enum(REVOCATION_REASONS).meta({
      description:
        'affiliationChanged only where the certificate names an organization or a person: not of DV, nor of a mailbox',
    }),
    compromisedOn: date.nullish(),
    note: note(250),
  })
  .meta({ id: 'Revocation', example: { serialNumber: '04AB5C', reason: 'superseded' } })

/** Other valid certificates of the customer that hold the same key. */
const sameKey = z
  .array(z.strictObject({ orderId: z.string(), serialNumber: z.string() }))
  .meta({ description: 'With keyCompromise: every other valid certificate on this key. Revoke them too.' })

export const revoked = order.extend({ sameKey: sameKey.exactOptional() }).meta({ id: 'RevokedOrder' })

export const revokedWithCommand = orderWithCommand
  .extend({ sameKey: sameKey.exactOptional() })
  .meta({ id: 'RevokedOrderWithCommand' })

const MOST_PEM_CHARACTERS = 100_000

export const renewalCsr = z
  .strictObject({ csr: configuration.shape.csr })
  .meta({ id: 'RenewalCsr', example: { csr: '-----BEGIN CERTIFICATE REQUEST-----\n…' } })

export const storedCsr = z
  .strictObject({ csr: z.string().nullable() })
  .meta({ id: 'StoredCsr', description: 'Null where none was provided, or the last one was used' })

export const reissue = z
  .strictObject({
    serialNumber: serialNumber.nullish(),
    csr: configuration.shape.csr,
    addNames: z.array(z.string().max(1000)).max(1000).optional(),
    verification: verificationChoice.optional(),
  })
  .meta({ id: 'Reissue', example: { csr: '-----BEGIN CERTIFICATE REQUEST-----\n…' } })

export const renew = z
  .strictObject({
    serialNumber: serialNumber.nullish(),
    certificate: z.string().max(MOST_PEM_CHARACTERS).nullish(),
    csr: configuration.shape.csr.optional(),
    product: optionalLine(64),
    verification: verificationChoice.optional(),
    hashAlgorithm: optionalLine(40),
  })
  .meta({ id: 'Renew', example: { serialNumber: '04AB5C' } })

const { contact, administrativeContact, organization, verification } = configuration.shape

/** What the next renewal is ordered with. */
export const properties = z
  .strictObject({
    contact: contact.optional(),
    administrativeContact: administrativeContact.nullable(),
    organization,
    verification,
    revocationEmail: email.nullable().optional(),
  })
  .meta({
    id: 'Properties',
    description:
      'What is not given stays; null takes the administrative contact or the revocation e-mail out',
    example: { organization: { taxNumber: 'PL5260250274' } },
  })
