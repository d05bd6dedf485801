import type { Request, RequestHandler, Response } from 'express'
import { type Audience, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { type PageTexts, pageTexts } from '../page-texts.ts'
import type { OrderJson, VerificationJson } from '../services.ts'
import { answerNotice, runCommand } from './commands.ts'
import { type ChangeForm, changeModel } from './control-form.ts'
import { isMoving, showLive } from './live-part.ts'
import { orderHead, orderPath } from './order-model.ts'
import { isDoubtful, isMailbox, whatIsNext } from './what-is-next.ts'

/** Pages without scripts load themselves again this often while something is open. */
const REFRESH_SECONDS = 15

type Instruction = VerificationJson['instructions'][number]

/** What a look found in place of the proof, in words; the CA's own words stand as they came. */
function problemText(problem: string | undefined, texts: PageTexts): string {
  if (problem === undefined) return ''
  const key = `control-problem.${problem}`
  return texts.has(key) ? texts.t(key) : problem
}

/** One thing to publish or to click, with the texts that are worth a copy button. */
function instructionModel(instruction: Instruction, index: number, texts: PageTexts): object {
  const { name, type, state, host, recordType, value, url, body, address, problem } = instruction
  return {
    id: `instruction-${index}`,
    name,
    type,
    state,
    isOpen: state !== 'VERIFIED',
    host: host ?? '',
    recordType: recordType ?? '',
    value: value ?? '',
    url: url ?? '',
    body: body ?? '',
    address: address ?? '',
    problem: problemText(problem, texts),
  }
}

function liveModel(order: OrderJson, verification: VerificationJson, texts: PageTexts): object {
  const { instructions, system } = verification
  const verified = instructions.filter(({ state }) => state === 'VERIFIED').length
  return {
    next: whatIsNext(order, isDoubtful(verification)),
    verified,
    of: instructions.length,
    instructions: instructions.map((each, index) => instructionModel(each, index, texts)),
    system,
    isCaaHeld: system.some(({ code }) => code === 'ca-check-caa'),
    findings: verification.findings,
    findingsAt: verification.findingsAt,
    method: verification.method,
    canCheck: order.actions.includes('verification/check'),
    isRunning: verification.caOrder !== null,
    email: verification.email ?? null,
    canResend:
      isMailbox(order) && order.actions.includes('verification') && verification.email?.verified !== true,
  }
}

async function readModel(
  context: WebContext,
  audience: Audience,
  request: Request,
  form: ChangeForm | null,
): Promise<{ order: OrderJson; model: object }> {
  const { services } = context
  const caller = callerOf(request)
  const id = pathPart(request, 'id')
  const order = await services.orders.read(caller, id)
  const verification = await services.verification.read(caller, id)
  return {
    order,
    model: {
      ...orderHead(order, audience),
      ...liveModel(order, verification, pageTexts(caller.language)),
      tab: 'verification',
      change: await changeModel(context, request, order, verification, form),
    },
  }
}

/** What proves control of the names, name by name, kept fresh while the page is open. */
export function verificationPage(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const { order, model } = await readModel(context, audience, request, null)
    const isStill = !isMoving(order) || request.query.still !== undefined
    const refresh = isStill ? {} : { refreshSeconds: REFRESH_SECONDS }
    const options = { title: titleOf(order), ...refresh }
    showLive(context.show, request, response, 'orders/verification', options, { ...model, isStill })
  }
}

function titleOf(order: OrderJson): string {
  return isMailbox(order) ? 'verification.title-mailbox' : 'verification.title'
}

/** The page with what was typed into its form and what is wrong with it; it does not load itself again. */
export async function showVerification(
  context: WebContext,
  audience: Audience,
  request: Request,
  response: Response,
  form: ChangeForm,
): Promise<void> {
  const { order, model } = await readModel(context, audience, request, form)
  const options = { title: titleOf(order), status: 422 }
  context.show(request, response, 'orders/verification', options, { ...model, isStill: true })
}

/** Look now, and show the page again. */
export function checkNow(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    await runCommand(request, response, `${orderPath(audience, id)}/verification`, async () => {
      const options = { commandId: commandIdOf(request) }
      const { submitted } = await context.services.verification.check(callerOf(request), id, options)
      return answerNotice(submitted.status, 'notice.checked')
    })
  }
}
