import { type RequestHandler, Router } from 'express'
import { endsWithCertificate } from '../../domain/ca-task.ts'
import { CertloomError } from '../../domain/errors.ts'
import { ADMIN, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { bodyOf, type FormValues, postedValues } from '../forms/form-values.ts'
import { fieldId, shownProblems } from '../forms/problems.ts'
import { takeKept } from '../kept-form.ts'
import { languageOf } from '../language.ts'
import { answerNotice, runCommand } from '../orders/commands.ts'
import { orderPath } from '../orders/order-model.ts'
import type { CaTaskJson, WebServices } from '../services.ts'
import { leadTo, leaveNotice } from '../session.ts'

const TASKS_PATH = '/admin/ca-tasks'
const FIELDS = ['certificate', 'chain', 'expiresOn', 'paidUntil'] as const

type Problems = ReturnType<typeof shownProblems>
type Request = Parameters<RequestHandler>[0]
type Response = Parameters<RequestHandler>[1]

async function taskOf(services: WebServices, request: Request): Promise<CaTaskJson> {
  const { items } = await services.caTasks.list(callerOf(request))
  const task = items.find(({ id }) => id === pathPart(request, 'id'))
  if (task === undefined) throw new CertloomError('not-found')
  return task
}

/** What the CA is to be told, besides what every task says. */
function askedOf({ request, serialNumber }: CaTaskJson): object {
  const { csr, names, productCode } = request
  return { csr, names: Array.isArray(names) ? names.join('\n') : null, productCode, serialNumber }
}

function fieldsOf(values: FormValues, problems: Problems): object[] {
  return FIELDS.map((name) => {
    const problem = problems.find(({ field }) => field === name)?.message ?? null
    const isArea = name === 'certificate' || name === 'chain'
    return {
      name,
      id: fieldId(name),
      value: values[name] ?? '',
      problem,
      isArea,
      required: name === 'certificate',
    }
  })
}

function showTask(
  { show }: WebContext,
  [request, response]: [Request, Response],
  task: CaTaskJson,
  { values, problems }: { values: FormValues; problems: Problems },
): void {
  const status = problems.length > 0 ? 422 : 200
  const model = {
    task,
    asked: askedOf(task),
    hasCertificate: endsWithCertificate(task.kind),
    fields: fieldsOf(values, problems),
    problems: problems.map(({ field, message }) => ({
      message,
      href: field === '' ? null : `#${fieldId(field)}`,
    })),
    path: `${TASKS_PATH}/${task.id}`,
    orderHref: orderPath(ADMIN, task.orderId),
  }
  show(request, response, 'admin/ca-task', { title: `admin.task-kind.${task.kind}`, status }, model)
}

function enterCertificate(context: WebContext): RequestHandler {
  const { services } = context
  return async (request, response) => {
    const task = await taskOf(services, request)
    const values = postedValues(request.body, FIELDS)
    try {
      const options = { commandId: commandIdOf(request) }
      const body = bodyOf({ ...values })
      const { status } = await services.manualCertificates.enter(
        callerOf(request),
        task.orderId,
        body,
        options,
      )
      leaveNotice(request, answerNotice(status, 'admin.ca-tasks.entered'))
      leadTo(response, orderPath(ADMIN, task.orderId))
    } catch (error) {
      if (!(error instanceof CertloomError) || error.code !== 'invalid-input') throw error
      const problems = shownProblems(error.problems, languageOf(request))
      showTask(context, [request, response], task, { values, problems })
    }
  }
}

function closeTask({ services }: WebContext): RequestHandler {
  return (request, response) =>
    runCommand(request, response, TASKS_PATH, async () => {
      const body = bodyOf(postedValues(request.body, ['result']))
      await services.caTasks.close(callerOf(request), pathPart(request, 'id'), body)
      return { tone: 'good', key: 'admin.ca-tasks.closed' }
    })
}

/** What admins are to do at CAs without an API, and where they say that it is done. */
export function caTasksPages(context: WebContext): Router {
  const { services, show } = context
  const router = Router()
  router.get('/', async (request, response) => {
    const { items } = await services.caTasks.list(callerOf(request))
    const tasks = items.map((task) => ({ ...task, href: `${TASKS_PATH}/${task.id}` }))
    show(request, response, 'admin/ca-tasks', { title: 'admin.ca-tasks.title' }, { tasks })
  })
  router.get('/:id', async (request, response) => {
    const task = await taskOf(services, request)
    const values = takeKept(request, FIELDS) ?? {}
    showTask(context, [request, response], task, { values, problems: [] })
  })
  router.post('/:id/certificate', enterCertificate(context))
  router.post('/:id/result', closeTask(context))
  return router
}
