import type { Request, RequestHandler, Response } from 'express'
import { DOCUMENT_ENDINGS, DOCUMENT_TYPES } from '../../domain/document.ts'
import { CertloomError, HTTP_STATUS } from '../../domain/errors.ts'
import { requiredDocuments } from '../../domain/product-needs.ts'
import { type Audience, callerOf, commandIdOf, pathPart } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { fieldNames, type SectionSpec } from '../forms/field-spec.ts'
import { problemSummary, sectionModels } from '../forms/form-model.ts'
import { bodyOf, type FormValues, postedValues } from '../forms/form-values.ts'
import { type ShownProblem, shownProblems } from '../forms/problems.ts'
import { languageOf } from '../language.ts'
import { pageTexts } from '../page-texts.ts'
import { leadTo, leaveNotice } from '../session.ts'
import { uploadedFiles } from '../uploads.ts'
import { answerNotice } from './commands.ts'
import { documentRows } from './document-rows.ts'
import { showLive } from './live-part.ts'
import { orderHead, orderPath } from './order-model.ts'
import { tooLateNotice } from './too-late.ts'

const SECTION: SectionSpec = {
  key: 'document',
  fields: [
    { name: 'type', type: 'select', options: DOCUMENT_TYPES, textKey: 'document.type' },
    { name: 'description', type: 'textarea', rows: 3, textKey: 'document.description' },
  ],
}
const NAMES = fieldNames([SECTION])

interface Form {
  values: FormValues
  problems: readonly ShownProblem[]
  status: number
}

const EMPTY: Form = { values: {}, problems: [], status: 200 }

/** All files are chosen in one field. */
function atFiles(problem: ShownProblem): ShownProblem {
  const isOfFiles = problem.field === 'files' || problem.field === 'files[]'
  return isOfFiles ? { ...problem, field: 'files[]', index: null } : problem
}

async function showDocuments(
  { services, show }: WebContext,
  audience: Audience,
  request: Request,
  response: Response,
  { values, problems, status }: Form,
): Promise<void> {
  const caller = callerOf(request)
  const id = pathPart(request, 'id')
  const order = await services.orders.read(caller, id)
  const { items } = await services.documents.list(caller, id)
  const texts = pageTexts(caller.language)
  const needed = requiredDocuments(order.product)
  const preset = { type: needed[0] ?? 'ADDITIONAL' }
  const model = {
    ...orderHead(order, audience),
    tab: 'documents',
    needed: needed.map((type) => ({ type, isHandedIn: isThere(items, type) })),
    documents: documentRows(items, texts),
    canAdd: order.actions.includes('documents'),
    sections: sectionModels([SECTION], {
      values: { ...preset, ...values },
      problems,
      required: ['type'],
      texts,
    }),
    fileProblems: problems.filter(({ field }) => field === 'files[]').map(({ message }) => message),
    isAgain: problems.length > 0,
    accept: DOCUMENT_ENDINGS.map((ending) => `.${ending}`).join(','),
    problems: problemSummary(problems, ({ field }) => `#${field.replace(/\[\]$/, '')}`, texts),
  }
  showLive(show, request, response, 'orders/documents', { title: 'documents.title', status }, model)
}

/** One that was refused does not count. */
function isThere(items: readonly { type: string; state: string }[], type: string): boolean {
  return items.some((item) => item.type === type && item.state !== 'REJECTED')
}

/** What this product needs, what was handed in and what became of it, and a form for more. */
export function documentsPage(context: WebContext, audience: Audience): RequestHandler {
  return (request, response) => showDocuments(context, audience, request, response, EMPTY)
}

/** What the person can mend in the form; anything else is thrown on. */
function mendable(error: unknown, request: Request): Pick<Form, 'problems' | 'status'> {
  if (!(error instanceof CertloomError)) throw error
  switch (error.code) {
    case 'invalid-input':
    case 'ca-refused':
    case 'too-large': {
      const problems = shownProblems(error.problems, languageOf(request)).map(atFiles)
      const text = pageTexts(languageOf(request)).t('documents.too-large')
      const isSaid = problems.length > 0
      return {
        problems: isSaid ? problems : [{ field: 'files[]', index: null, message: text }],
        status: HTTP_STATUS[error.code],
      }
    }
    default:
      throw error
  }
}

/** Takes a document. What is wrong is said at its field and what was typed is kept; files no browser lets us keep. */
export function handInDocument(context: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const id = pathPart(request, 'id')
    const values = postedValues(request.body, NAMES)
    const back = `${orderPath(audience, id)}/documents`
    try {
      const upload = { fields: bodyOf(values), files: uploadedFiles(request) }
      const options = { commandId: commandIdOf(request) }
      const answer = await context.services.documents.add(callerOf(request), id, upload, options)
      leaveNotice(request, answerNotice(answer.status, 'notice.document-added'))
    } catch (error) {
      const tooLate = tooLateNotice(error, request)
      if (tooLate === null) {
        const found = mendable(error, request)
        return showDocuments(context, audience, request, response, { values, ...found })
      }
      leaveNotice(request, tooLate)
    }
    leadTo(response, back)
  }
}
