import { z } from 'zod'
import { BULK_ACTIONS } from '../../domain/bulk.ts'
import { REVOCATION_REASONS } from '../../domain/revocation.ts'
import { date, instant, searchText, serialNumber } from './common.ts'
import { orderQuery } from './order-query.ts'

const MOST_SERIAL_NUMBERS = 10_000

const filter = orderQuery.omit({ sort: true, limit: true, cursor: true }).extend({
  keySha256: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/, 'bad-format')
    .optional()
    .meta({ description: 'SHA-256 of the SubjectPublicKeyInfo, in hex' }),
  sameKeyAs: z.strictObject({ orderId: z.string().min(1).max(64), serialNumber }).optional(),
  serialNumbers: z.array(serialNumber).min(1).max(MOST_SERIAL_NUMBERS).optional(),
  notAfterBefore: instant.optional(),
  issuer: searchText.min(1, 'required').optional(),
})

export const bulkRequest = z
  .strictObject({
    action: z.enum(BULK_ACTIONS),
    filter: filter.refine((wanted) => Object.values(wanted).some((value) => value !== undefined), 'required'),
    by: instant.optional().meta({ description: 'Spread evenly until then; in the past: now' }),
    reason: z.enum(REVOCATION_REASONS).optional().meta({ description: 'Of a revocation' }),
    compromisedOn: date.optional().meta({ description: 'With keyCompromise only' }),
    dryRun: z.boolean().optional(),
  })
  .refine(({ action, reason }) => action !== 'revoke' || reason !== undefined, {
    path: ['reason'],
    error: 'required',
  })
  .refine(({ compromisedOn, reason }) => compromisedOn === undefined || reason === 'keyCompromise', {
    path: ['compromisedOn'],
    error: 'only-for-key-compromise',
  })
  .meta({
    id: 'BulkRequest',
    example: { action: 'reissue', filter: { issuer: 'Certum' }, by: '2031-04-02T12:00:00Z', dryRun: true },
  })
export type BulkRequest = z.output<typeof bulkRequest>

const target = z.strictObject({
  orderId: z.string(),
  reference: z.string(),
  names: z.array(z.string()),
  serialNumber: z.string().nullable(),
})
export type BulkTargetJson = z.output<typeof target>

export const bulkPreview = z
  .strictObject({
    matched: z.int().meta({ description: 'Orders that the filter finds' }),
    possible: z.int().meta({ description: 'Commands that would be sent; of a revocation one a certificate' }),
    impossible: z.record(z.string(), z.int()).meta({ description: 'Orders left out, by reason' }),
    sample: z.array(target).meta({ description: 'The first ones; of a revocation every certificate' }),
    estimate: z.strictObject({ calls: z.int(), seconds: z.number() }),
  })
  .meta({ id: 'BulkPreview' })
export type BulkPreviewJson = z.output<typeof bulkPreview>

const progress = {
  id: z.string(),
  action: z.string(),
  state: z.enum(['running', 'finished']),
  total: z.int(),
  planned: z.int().meta({ description: 'Not yet due' }),
  done: z.int(),
  refused: z.int(),
  failed: z.int().meta({ description: 'Not taken after many tries; tried on' }),
  stopped: z.int().meta({ description: 'Called off before they were due' }),
  createdAt: z.string(),
}

export const bulkAccepted = z
  .strictObject({ ...progress, matched: z.int(), impossible: z.record(z.string(), z.int()) })
  .meta({ id: 'BulkAccepted' })
export type BulkAcceptedJson = z.output<typeof bulkAccepted>

export const bulkJob = z
  .strictObject({
    ...progress,
    items: z.array(
      z.strictObject({
        orderId: z.string(),
        serialNumber: z.string().nullable(),
        commandId: z.string(),
        state: z.enum(['planned', 'stopped', 'accepted', 'done', 'refused']),
        dueAt: z.string(),
      }),
    ),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'BulkJob' })
export type BulkJobJson = z.output<typeof bulkJob>
