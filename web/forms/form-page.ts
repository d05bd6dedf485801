import type { Request, RequestHandler, Response } from 'express'
import { CertloomError, type FieldProblem } from '../../domain/errors.ts'
import type { WebContext } from '../context.ts'
import { takeKept } from '../kept-form.ts'
import { languageOf } from '../language.ts'
import { tooLateNotice } from '../orders/too-late.ts'
import { pageTexts } from '../page-texts.ts'
import { leadTo, leaveNotice, type Notice } from '../session.ts'
import { checkboxNames, fieldNames, numberNames, type SectionSpec, verbatimNames } from './field-spec.ts'
import { problemSummary, sectionModels } from './form-model.ts'
import { bodyOf, type FormValues, postedValues } from './form-values.ts'
import { fieldId, fieldOfPointer, type ShownProblem, shownProblems } from './problems.ts'

/** What a page with one form is made of. `Subject` is what the form is about. */
export interface FormPage<Subject> {
  view: string
  /** Key of the page's title. */
  title: string
  /** Where the form's words are, as `products:`; the pages' own where none is given. */
  words?: string
  /** Reads what the form is about; throws where there is no such thing, or the form is not possible now. */
  subject(request: Request): Promise<Subject>
  sections(subject: Subject, request: Request): readonly SectionSpec[]
  required?(subject: Subject): readonly string[]
  /** What the fields hold before anybody typed. */
  initial(subject: Subject, request: Request): FormValues
  /** What the view shows besides the form. */
  model?(subject: Subject, request: Request): object | Promise<object>
  /** Where somebody is led whose form came too late, as things have moved on; without it they get an error page. */
  leaveTo?(request: Request): string
  /** Does what was asked for; `body` is what the fields spell. Gives the words that are left, and where to go. */
  submit(
    request: Request,
    subject: Subject,
    body: Record<string, unknown>,
    values: FormValues,
  ): Promise<{ notice: Notice | null; to: string }>
}

/** What the API says of a type is for programs: people are told to enter a number. */
function forPeople(problem: FieldProblem, numbers: readonly string[]): FieldProblem {
  const isNoNumber = problem.code === 'wrong-type' && numbers.includes(fieldOfPointer(problem.path).field)
  return isNoNumber ? { path: problem.path, code: 'not-whole-number' } : problem
}

/** What is impossible because of something that was typed is mended there. */
function isMendable({ code, problems }: CertloomError): boolean {
  return (
    code === 'invalid-input' || code === 'ca-refused' || (code === 'not-possible-now' && problems.length > 0)
  )
}

function mendable(error: unknown, request: Request, numbers: readonly string[]): ShownProblem[] {
  if (!(error instanceof CertloomError) || !isMendable(error)) throw error
  const problems = error.problems.map((problem) => forPeople(problem, numbers))
  return shownProblems(problems, languageOf(request))
}

/** A problem leads to its field, the whole of it where it holds a list; one of a field that is not here stands alone. */
function hrefIn(names: readonly string[]): (problem: ShownProblem) => string | null {
  return ({ field }) => (names.includes(field) ? `#${fieldId(field)}` : null)
}

/** A list that is one field is told about under its own name, whichever way the problem names it. */
function inField(problem: ShownProblem, names: readonly string[]): ShownProblem {
  const asList = `${problem.field}[]`
  return names.includes(asList) ? { ...problem, field: asList } : problem
}

/**
 * A page with one form: `show` prints it, `take` is where it is sent. What was refused comes back as 422, with
 * everything typed, each problem at its field and all of them in a summary; what was done leads on, so that loading
 * again sends nothing.
 */
export function formPage<Subject>(
  context: WebContext,
  page: FormPage<Subject>,
): { show: RequestHandler; take: RequestHandler } {
  const { words = '' } = page
  const print = async (
    request: Request,
    response: Response,
    subject: Subject,
    form: { values: FormValues; problems: readonly ShownProblem[]; status: number },
  ): Promise<void> => {
    const texts = pageTexts(languageOf(request))
    const specs = page.sections(subject, request)
    const required = page.required?.(subject) ?? []
    const { values, status } = form
    const problems = form.problems.map((problem) => inField(problem, fieldNames(specs)))
    context.show(
      request,
      response,
      page.view,
      { title: page.title, status },
      {
        offersCsrDetails: false,
        ...(await page.model?.(subject, request)),
        sections: sectionModels(specs, { values, problems, required, texts, words }),
        problems: problemSummary(problems, hrefIn(fieldNames(specs)), texts, words),
      },
    )
  }
  return {
    show: async (request, response) => {
      const subject = await page.subject(request)
      const names = fieldNames(page.sections(subject, request))
      const kept = takeKept(request, names)
      const values = kept === null ? page.initial(subject, request) : postedValues(kept, names)
      await print(request, response, subject, { values, problems: [], status: 200 })
    },
    take: async (request, response) => {
      const subject = await page.subject(request)
      const specs = page.sections(subject, request)
      const values = postedValues(request.body, fieldNames(specs))
      try {
        const kinds = { numbers: numberNames(specs), verbatim: verbatimNames(specs) }
        const body = bodyOf(values, checkboxNames(specs), kinds)
        const { notice, to } = await page.submit(request, subject, body, values)
        if (notice !== null) leaveNotice(request, notice)
        leadTo(response, to)
      } catch (error) {
        const home = page.leaveTo?.(request)
        const tooLate = home === undefined ? null : tooLateNotice(error, request)
        if (home !== undefined && tooLate !== null) {
          leaveNotice(request, tooLate)
          return leadTo(response, home)
        }
        const problems = mendable(error, request, numberNames(specs))
        await print(request, response, subject, { values, problems, status: 422 })
      }
    },
  }
}
