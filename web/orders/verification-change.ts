import type { Request, RequestHandler } from 'express'
import { CertloomError } from '../../domain/errors.ts'
import { type Audience, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { type FormValues, textOf } from '../forms/form-values.ts'
import { type ShownProblem, shownProblems } from '../forms/problems.ts'
import { languageOf } from '../language.ts'
import { answerNotice, runCommand } from './commands.ts'
import { changeBody, postedChange } from './control-form.ts'
import { orderPath } from './order-model.ts'
import { showVerification } from './verification-page.ts'

/** What can be mended in the form; of a mailbox there is no form, so nothing can. */
function mendable(error: unknown, request: Request, values: FormValues): ShownProblem[] | null {
  if (!(error instanceof CertloomError) || textOf(values, 'method') === '') return null
  if (error.code !== 'invalid-input' && error.code !== 'ca-refused') return null
  return shownProblems(error.problems, languageOf(request))
}

/** Another method, a new code, or the messages again. */
export function changeControl(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    const values = postedChange(request)
    const options = { commandId: commandIdOf(request) }
    const change = context.services.verification.change(callerOf(request), id, changeBody(values), options)
    try {
      await change
    } catch (error) {
      const problems = mendable(error, request, values)
      if (problems !== null)
        return showVerification(context, audience, request, response, { values, problems })
    }
    await runCommand(request, response, `${orderPath(audience, id)}/verification`, async () =>
      answerNotice((await change).status, 'notice.verification-changed'),
    )
  }
}
