import express, { type Request, type Response, type Router } from 'express'
import { PARTNER_API_PATH } from '../../platform/certum-wsdl/wsdl.ts'
import type { SandboxCore } from '../core/core.ts'
import { meetFault, type Reply } from '../hostility/meet-fault.ts'
import { drawFault } from '../hostility/seeded-faults.ts'
import { servedContract } from '../hostility/served-contract.ts'
import { takeFault } from '../side-door/faults.ts'
import { operationOf, outcomeOf, redact, type SoapLog } from './log.ts'
import { instant } from './output.ts'
import type { SoapService } from './service.ts'

/** Documents may be large: the real limit is the CA's own. */
const MAX_REQUEST = '60mb'

/** The SOAP endpoint: GET gives the WSDL, POST is the service, faults from the side door in between. */
export function soapEndpoint(
  core: SandboxCore,
  service: SoapService,
  log: SoapLog,
  endpoint: string,
): Router {
  const router = express.Router()
  router.get(PARTNER_API_PATH, (_request, response) => {
    const { behaviour } = core.context
    response.type('text/xml').send(servedContract(endpoint, behaviour))
  })
  router.post(PARTNER_API_PATH, express.text({ type: () => true, limit: MAX_REQUEST }), (request, response) =>
    serve(core, service, log, request, response),
  )
  return router
}

async function serve(
  core: SandboxCore,
  service: SoapService,
  log: SoapLog,
  request: Request,
  response: Response,
): Promise<void> {
  const started = performance.now()
  const at = core.context.clock()
  const xml = typeof request.body === 'string' ? request.body : ''
  const operation = operationOf(xml)
  const { database } = core.context
  const fault = takeFault(database, operation) ?? drawFault(database, operation)
  const work = (): Promise<Reply> => service.answer(xml)
  const reply = fault === undefined ? await work() : await meetFault(core.context, operation, fault, work)
  log.add({
    at: instant(at),
    operation,
    status: reply.lost === undefined ? reply.statusCode : null,
    ...outcomeOf(reply.body),
    durationMs: Math.round(performance.now() - started),
    fault: fault?.kind ?? null,
    request: redact(xml),
    response: reply.body,
  })
  deliver(response, reply, core.context.behaviour.holdMs)
}

function deliver(response: Response, reply: Reply, holdMs: number): void {
  switch (reply.lost) {
    case 'hold':
      return holdThenDrop(response, holdMs)
    case 'cut':
      response.destroy()
      return
    case undefined:
      response
        .status(reply.statusCode)
        .type(reply.contentType ?? 'text/xml; charset=utf-8')
        .send(reply.body)
  }
}

/** Lets the caller wait for an answer that never comes, then drops the connection. */
function holdThenDrop(response: Response, holdMs: number): void {
  const timer = setTimeout(() => response.destroy(), holdMs)
  timer.unref()
  response.on('close', () => clearTimeout(timer))
}
