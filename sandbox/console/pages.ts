import express, { type Response, type Router } from 'express'
import { z } from 'zod'
import { changeBehaviour, resetBehaviour } from '../core/behaviour-changes.ts'
import { setOffsetDays } from '../core/context.ts'
import type { SandboxCore } from '../core/core.ts'
import { putFile } from '../core/files.ts'
import { findMail } from '../core/mails.ts'
import { findOrder } from '../core/orders.ts'
import { deleteRecords, putRecords, RECORD_TYPES, recordProblem, zoneName } from '../dns/zone.ts'
import { decideOrder, decideUpload, revokeBySerial } from '../side-door/actions.ts'
import { faultInput, putFault } from '../side-door/faults.ts'
import { mailView } from '../side-door/mail-view.ts'
import type { SoapLog } from '../soap/log.ts'
import { orderData, overviewData } from './page-data.ts'
import { readSwitch } from './switches.ts'
import { page, STYLESHEET } from './views.ts'

const recordForm = z.object({
  name: z.string().transform((text) => zoneName(text) ?? ''),
  type: z.enum(RECORD_TYPES),
})
const valuesForm = z.object({ values: z.string().transform(nonEmptyLines) })
const fileForm = z.object({
  host: z.string().toLowerCase(),
  path: z.string().startsWith('/'),
  body: z.string(),
})
const numeric = z.string().regex(/^\d+$/).transform(Number)
const faultForm = z
  .object({
    operation: z.string(),
    kind: z.string(),
    code: z.union([z.literal('').transform(() => undefined), numeric]).optional(),
    times: numeric,
  })
  .pipe(faultInput)
const reasonForm = z.object({ reason: z.string().max(1_000).default('') })
const switchForm = z.object({ name: z.string().catch(''), value: z.string().catch('') })
const clockForm = z.object({ offsetDays: z.coerce.number() })

function nonEmptyLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}

/** The console for people: everything the side door can do, as pages and plain forms. */
export function consolePages(core: SandboxCore, addresses: { dns: string }, soapLog: SoapLog): Router {
  const router = express.Router()
  router.get('/console/console.css', (_request, response) => {
    response.type('css').send(STYLESHEET)
  })
  viewRoutes(router, core, addresses.dns)
  const forms = express.Router()
  forms.use(express.urlencoded({ extended: false }))
  worldForms(forms, core)
  operatorForms(forms, core)
  testForms(forms, core, soapLog)
  router.use('/console', forms)
  return router
}

function viewRoutes(router: Router, core: SandboxCore, dns: string): void {
  router.get('/', async (_request, response) => {
    response.send(page('overview', 'Test CA', await core.run((context) => overviewData(context, dns))))
  })
  router.get('/console/orders/:id', async (request, response) => {
    const html = await core.run((context) => {
      const order = findOrder(context.database, request.params.id)
      return order === undefined ? null : page('order', `Order ${order.id}`, orderData(context, order))
    })
    if (html === null) response.status(404).type('text/plain').send('no such order')
    else response.send(html)
  })
  router.get('/console/mail/:id', async (request, response) => {
    const mail = await core.run(({ database }) => findMail(database, request.params.id))
    if (mail === undefined) response.status(404).type('text/plain').send('no such message')
    else response.send(page('mail', mail.subject, { ...mailView(mail) }))
  })
}

function worldForms(forms: Router, core: SandboxCore): void {
  forms.post('/dns', async (request, response) => {
    const record = recordForm.extend(valuesForm.shape).safeParse(request.body).data
    if (record === undefined || record.name === '') return refuse(response, 'not a DNS record')
    const wrong = recordProblem(record.type, record.values)
    if (wrong !== null) return refuse(response, wrong)
    await core.run(({ database }) => putRecords(database, record))
    response.redirect(303, '/#dns')
  })
  forms.post('/dns/delete', async (request, response) => {
    const record = recordForm.safeParse(request.body).data
    if (record === undefined) return refuse(response, 'not a DNS record')
    await core.run(({ database }) => deleteRecords(database, record.name, record.type))
    response.redirect(303, '/#dns')
  })
  forms.post('/http', async (request, response) => {
    const file = fileForm.safeParse(request.body).data
    if (file === undefined) return refuse(response, 'the path must begin with /')
    await core.run(({ database }) => putFile(database, file))
    response.redirect(303, '/#files')
  })
}

function operatorForms(forms: Router, core: SandboxCore): void {
  for (const decision of ['approve', 'reject'] as const) {
    forms.post(`/orders/:id/${decision}`, async (request, response) => {
      const { id } = request.params
      const outcome = await core.run((context) => decideOrder(context, id, decision))
      if (outcome.result === 'done') response.redirect(303, `/console/orders/${encodeURIComponent(id)}`)
      else refuse(response, outcome.result === 'impossible' ? outcome.detail : 'no such order')
    })
  }
  for (const decision of ['accept', 'reject'] as const) {
    forms.post(`/documents/:id/${decision}`, async (request, response) => {
      const form = reasonForm.safeParse(request.body)
      if (!form.success) return refuse(response, 'the reason is too long')
      const { reason } = form.data
      const outcome = await core.run((context) =>
        decideUpload(context, request.params.id, decision, reason === '' ? null : reason),
      )
      if (outcome.result === 'done') response.redirect(303, '/#documents')
      else refuse(response, outcome.result === 'impossible' ? outcome.detail : 'no such document')
    })
  }
  forms.post('/certificates/:serial/revoke', async (request, response) => {
    const outcome = await core.run((context) => revokeBySerial(context, request.params.serial))
    if (outcome.result === 'done') response.redirect(303, '/')
    else refuse(response, outcome.result === 'impossible' ? outcome.detail : 'no such certificate')
  })
}

function testForms(forms: Router, core: SandboxCore, soapLog: SoapLog): void {
  forms.post('/faults', (request, response) => {
    const fault = faultForm.safeParse(request.body)
    if (!fault.success) return refuse(response, z.prettifyError(fault.error))
    putFault(core.context.database, fault.data)
    response.redirect(303, '/#faults')
  })
  forms.post('/switches', async (request, response) => {
    const { name, value } = switchForm.parse(request.body)
    const changes = readSwitch(name, value)
    if (!changes.success) return refuse(response, z.prettifyError(changes.error))
    await core.run((context) => changeBehaviour(context, changes.data))
    response.redirect(303, '/#switches')
  })
  forms.post('/switches/reset', async (_request, response) => {
    await core.run(resetBehaviour)
    response.redirect(303, '/#switches')
  })
  forms.post('/clock', async (request, response) => {
    const clock = clockForm.safeParse(request.body).data
    if (clock === undefined) return refuse(response, 'the offset must be a number of days')
    await core.run((context) => setOffsetDays(context, clock.offsetDays))
    response.redirect(303, '/#clock')
  })
  forms.post('/reset', async (_request, response) => {
    await core.reset()
    soapLog.clear()
    response.redirect(303, '/')
  })
}

function refuse(response: Response, detail: string): void {
  response.status(422).type('text/plain').send(detail)
}
