import { setTimeout as delay } from 'node:timers/promises'
import express, { type Request, type Response, type Router } from 'express'
import { PARTNER_API_NAMESPACE, PARTNER_API_PATH, partnerApiWsdl } from '../../platform/certum-wsdl/wsdl.ts'
import type { SandboxCore } from '../core/core.ts'
import { type Fault, takeFault } from '../side-door/faults.ts'
import { operationOf, outcomeOf, redact, type SoapLog } from './log.ts'
import { instant } from './output.ts'
import { faultEnvelope, type SoapService } from './service.ts'

interface Reply {
  statusCode: number
  body: string
  /** True when the work was done and the answer must not arrive. */
  lost?: boolean
}

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
    response.type('text/xml').send(partnerApiWsdl(endpoint))
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
  const fault = takeFault(core.context.database, operation)
  const reply = await replyTo(core, service, xml, operation, fault)
  log.add({
    at: instant(at),
    operation,
    status: reply.lost === true ? null : reply.statusCode,
    ...outcomeOf(reply.body),
    durationMs: Math.round(performance.now() - started),
    fault: fault?.kind ?? null,
    request: redact(xml),
    response: reply.body,
  })
  if (reply.lost === true) holdThenDrop(response, core.context.behaviour.holdMs)
  else response.status(reply.statusCode).type('text/xml; charset=utf-8').send(reply.body)
}

async function replyTo(
  core: SandboxCore,
  service: SoapService,
  xml: string,
  operation: string,
  fault: Fault | undefined,
): Promise<Reply> {
  switch (fault?.kind) {
    case undefined:
      return service.answer(xml)
    case 'timeout-after-success':
      return { ...(await service.answer(xml)), lost: true }
    case 'slow':
      await delay(fault.delayMs ?? core.context.behaviour.slowMs, undefined, { ref: false })
      return service.answer(xml)
    case 'fault':
      return { statusCode: 500, body: faultEnvelope('Server', 'the service is not available') }
    case '403':
      return { statusCode: 403, body: 'Forbidden' }
    case 'error':
      return { statusCode: 200, body: errorEnvelope(operation, fault.code, core.context.clock()) }
  }
}

/** A refusal as the service itself would write it, without the service having been asked. */
function errorEnvelope(operation: string, code: number | undefined, at: Date): string {
  const name = /^[A-Za-z]+$/.test(operation) ? operation : 'unknown'
  const errors = code === undefined ? '' : `<errors><Error><errorCode>${code}</errorCode></Error></errors>`
  const header = `<responseHeader>${errors}<successCode>1</successCode><timestamp>${instant(at)}</timestamp></responseHeader>`
  return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body><tns:${name}Response xmlns:tns="${PARTNER_API_NAMESPACE}">${header}</tns:${name}Response></soap:Body></soap:Envelope>`
}

/** Lets the caller wait for an answer that never comes, then drops the connection. */
function holdThenDrop(response: Response, holdMs: number): void {
  const timer = setTimeout(() => response.destroy(), holdMs)
  timer.unref()
  response.on('close', () => clearTimeout(timer))
}
