import type { Request, RequestHandler, Response } from 'express'
import { CertloomError } from '../../domain/errors.ts'
import { type Audience, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { shownProblems } from '../forms/problems.ts'
import { languageOf } from '../language.ts'
import { leadTo, leaveNotice, type Notice } from '../session.ts'
import { orderPath } from './order-model.ts'
import { tooLateNotice } from './too-late.ts'

/** What a page says of a command that was taken: done, or kept because a partner is away. */
export function answerNotice(status: number, done: string): Notice {
  return status === 202 ? { tone: 'info', key: 'notice.kept' } : { tone: 'good', key: done }
}

/** A refusal that the next page can tell; null where the error is something else. */
function refusalNotice(error: unknown, request: Request): Notice | null {
  if (!(error instanceof CertloomError)) return null
  const tooLate = tooLateNotice(error, request)
  if (tooLate !== null) return tooLate
  if (error.code !== 'ca-refused' && error.code !== 'invalid-input') return null
  const problems = shownProblems(error.problems, languageOf(request))
  const reasons = problems.map(({ message }) => message).join(' ')
  return { tone: 'bad', key: 'notice.refused', values: { reasons } }
}

/** Runs a command, leaves a word about how it went, and leads back, so that loading again sends nothing. */
export async function runCommand(
  request: Request,
  response: Response,
  backTo: string,
  run: () => Promise<Notice>,
): Promise<void> {
  try {
    leaveNotice(request, await run())
  } catch (error) {
    const notice = refusalNotice(error, request)
    if (notice === null) throw error
    leaveNotice(request, notice)
  }
  leadTo(response, backTo)
}

/** A command without a body: read the CA again, accept the order. */
export function plainCommand(
  { services }: WebContext,
  audience: Audience,
  command: 'synchronize' | 'accept',
): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    await runCommand(request, response, orderPath(audience, id), async () => {
      const answer = await services.orders.submit(
        callerOf(request),
        id,
        command,
        {},
        {
          commandId: commandIdOf(request),
        },
      )
      return answerNotice(answer.status, `notice.${command}`)
    })
  }
}
