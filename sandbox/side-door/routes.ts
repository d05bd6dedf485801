import express, { type Response, type Router } from 'express'
import { z } from 'zod'
import { setOffsetDays } from '../core/context.ts'
import type { SandboxCore } from '../core/core.ts'
import type { Database } from '../core/database.ts'
import { documentsOf, listDocuments, type SandboxDocument } from '../core/documents.ts'
import { deleteFiles, listFiles, putFile } from '../core/files.ts'
import { findMail, listMails } from '../core/mails.ts'
import { deleteRecords, listRecords, putRecords, RECORD_TYPES, recordProblem, zoneName } from '../dns/zone.ts'
import type { SoapLog } from '../soap/log.ts'
import { type ActionResult, decideOrder, decideUpload, revokeBySerial } from './actions.ts'
import { booksOf } from './books.ts'
import { hostilityRoutes } from './hostility-routes.ts'
import { mailView } from './mail-view.ts'

const valuesInput = z.object({ values: z.array(z.string()).min(1) })
const fileInput = z.object({ path: z.string().startsWith('/'), body: z.string() })
const clockInput = z.object({ offsetDays: z.number().min(-36_500).max(36_500) })
const reasonInput = z.object({ reason: z.string().max(1_000).optional() })
const recordType = z.enum(RECORD_TYPES)

/** The side door for scripts: JSON in and out, problems as `{ "title", "detail" }`. */
export function sideDoor(core: SandboxCore, soapLog: SoapLog): Router {
  const router = express.Router()
  router.use(express.json({ limit: '1mb' }))
  mailRoutes(router, core)
  worldRoutes(router, core)
  operatorRoutes(router, core)
  hostilityRoutes(router, core)
  testRoutes(router, core, soapLog)
  return router
}

function mailRoutes(router: Router, core: SandboxCore): void {
  router.get('/mail', async (request, response) => {
    const subject = textOf(request.query.subject)
    const mails = await core.run(({ database }) => listMails(database, subject))
    response.json({ items: mails.map(mailView) })
  })
  router.get('/mail/:id', async (request, response) => {
    const mail = await core.run(({ database }) => findMail(database, request.params.id))
    if (mail === undefined) problem(response, 404, 'no such message')
    else response.json(mailView(mail))
  })
}

/** A filter as it stands in the address: `?name=text`. */
function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

/** DNS and web servers as the CA and everybody else see them. */
function worldRoutes(router: Router, core: SandboxCore): void {
  router.get('/dns', async (_request, response) => {
    response.json({ items: await core.run(({ database }) => listRecords(database)) })
  })
  router.put('/dns/:name/:type', async (request, response) => {
    const name = zoneName(request.params.name)
    const type = recordType.safeParse(request.params.type.toUpperCase()).data
    const values = valuesInput.safeParse(request.body).data?.values
    if (name === null || type === undefined) return problem(response, 422, 'not a name or not a record type')
    if (values === undefined) return problem(response, 422, 'the body must be { "values": ["…"] }')
    const wrong = recordProblem(type, values)
    if (wrong !== null) return problem(response, 422, wrong)
    await core.run(({ database }) => putRecords(database, { name, type, values }))
    response.json({ name, type, values })
  })
  router.delete('/dns/:name/:type', async (request, response) => {
    const name = zoneName(request.params.name)
    const type = recordType.safeParse(request.params.type.toUpperCase()).data
    if (name === null || type === undefined) return problem(response, 422, 'not a name or not a record type')
    await core.run(({ database }) => deleteRecords(database, name, type))
    response.status(204).end()
  })
  router.get('/http', async (_request, response) => {
    response.json({ items: await core.run(({ database }) => listFiles(database)) })
  })
  router.put('/http/:host', async (request, response) => {
    const host = request.params.host.toLowerCase()
    const file = fileInput.safeParse(request.body).data
    if (file === undefined) return problem(response, 422, 'the body must be { "path": "/…", "body": "…" }')
    await core.run(({ database }) => putFile(database, { host, ...file }))
    response.json({ host, ...file })
  })
  router.delete('/http/:host', async (request, response) => {
    await core.run(({ database }) => deleteFiles(database, request.params.host.toLowerCase()))
    response.status(204).end()
  })
}

/** What a person at the CA does. */
function operatorRoutes(router: Router, core: SandboxCore): void {
  for (const decision of ['approve', 'reject'] as const) {
    router.post(`/orders/:id/${decision}`, async (request, response) => {
      tell(response, await core.run((context) => decideOrder(context, request.params.id, decision)))
    })
  }
  router.get('/documents', async (request, response) => {
    const order = textOf(request.query.order)
    const list = order === undefined ? listDocuments : (database: Database) => documentsOf(database, order)
    const documents = await core.run(({ database }) => list(database))
    response.json({ items: documents.map(documentView) })
  })
  for (const decision of ['accept', 'reject'] as const) {
    router.post(`/documents/:id/${decision}`, async (request, response) => {
      const input = reasonInput.safeParse(request.body ?? {})
      if (!input.success) return problem(response, 422, 'the body may be { "reason": "…" }')
      const reason = input.data.reason ?? null
      tell(response, await core.run((context) => decideUpload(context, request.params.id, decision, reason)))
    })
  }
  router.post('/certificates/:serial/revoke', async (request, response) => {
    tell(response, await core.run((context) => revokeBySerial(context, request.params.serial)))
  })
}

/** A document as the side door gives it. */
function documentView({ createdAt, decidedAt, decideDueAt: _due, ...same }: SandboxDocument) {
  const show = (at: number | null) => (at === null ? null : new Date(at).toISOString())
  return { ...same, createdAt: show(createdAt), decidedAt: show(decidedAt) }
}

function testRoutes(router: Router, core: SandboxCore, soapLog: SoapLog): void {
  router.post('/reset', async (_request, response) => {
    await core.reset()
    soapLog.clear()
    response.status(204).end()
  })
  router.put('/clock', async (request, response) => {
    const clock = clockInput.safeParse(request.body).data
    if (clock === undefined) return problem(response, 422, 'the body must be { "offsetDays": number }')
    await core.run((context) => setOffsetDays(context, clock.offsetDays))
    response.json(clock)
  })
  router.get('/soap-log', (_request, response) => {
    response.json({ items: soapLog.list() })
  })
  router.get('/books', async (_request, response) => {
    response.json(await core.run(booksOf))
  })
}

function tell(response: Response, outcome: ActionResult): void {
  switch (outcome.result) {
    case 'done':
      response.json({ state: outcome.state })
      return
    case 'unknown':
      problem(response, 404, 'no such order, document or certificate')
      return
    case 'impossible':
      problem(response, 409, outcome.detail)
  }
}

function problem(response: Response, status: number, detail: string): void {
  response.status(status).type('application/problem+json').json({ status, title: 'Not done', detail })
}
