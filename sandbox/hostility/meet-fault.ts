import { setTimeout as delay } from 'node:timers/promises'
import type { CoreContext } from '../core/context.ts'
import { faultEnvelope, refusalEnvelope } from '../soap/envelopes.ts'
import type { MetFault } from './fault-kinds.ts'

/** What becomes of a call: an answer, and whether it arrives. */
export interface Reply {
  statusCode: number
  body: string
  contentType?: string
  /** The answer is kept back: `hold` lets the caller wait, `cut` ends the connection at once. */
  lost?: 'hold' | 'cut'
}

/** Does the work of the call; each time it is asked, once more. */
type Work = () => Promise<Reply>

const TOO_MANY_LOOKS = 2205
const HTML = 'text/html; charset=utf-8'

/** Answers a call as its fault wants it. */
export async function meetFault(
  context: Pick<CoreContext, 'behaviour' | 'clock'>,
  operation: string,
  fault: MetFault,
  work: Work,
): Promise<Reply> {
  const refuse = (code?: number): Reply => ({
    statusCode: 200,
    body: refusalEnvelope(operation, code === undefined ? [] : [{ code }], context.clock()),
  })
  switch (fault.kind) {
    case 'timeout-after-success':
      return { ...(await work()), lost: 'hold' }
    case 'reset-after-success':
      return { ...(await work()), lost: 'cut' }
    case 'fault-after-success':
      await work()
      return serverFault()
    case '502-after-success':
      await work()
      return page(502, 'Bad Gateway')
    case 'cut-short':
      return halfOf(await work())
    case 'duplicate-id':
      await work()
      return work()
    case 'slow':
      await delay(fault.delayMs ?? context.behaviour.slowMs, undefined, { ref: false })
      return work()
    case 'fault':
      return serverFault()
    case '403':
      return { statusCode: 403, body: 'Forbidden' }
    case '404':
      return page(404, 'Not Found')
    case '500-html':
      return page(500, 'Internal Server Error')
    case 'reset':
      return { statusCode: 200, body: '', lost: 'cut' }
    case 'throttle':
      return operation === 'performSanVerification'
        ? refuse(TOO_MANY_LOOKS)
        : { statusCode: 429, body: 'Too Many Requests' }
    case 'success-without-errors':
      return refuse()
    case 'error':
      return refuse(fault.code)
  }
}

function serverFault(): Reply {
  return { statusCode: 500, body: faultEnvelope('Server', 'the service is not available') }
}

function page(statusCode: number, title: string): Reply {
  const body = `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><br></body></html>`
  return { statusCode, body, contentType: HTML }
}

function halfOf(reply: Reply): Reply {
  return { ...reply, body: reply.body.slice(0, Math.floor(reply.body.length / 2)) }
}
