import type { Request } from 'express'
import { methodsFor } from '../../domain/product.ts'
import { callerOf } from '../caller.ts'
import { controlSection } from '../configure/field-specs.ts'
import type { WebContext } from '../context.ts'
import { fieldNames } from '../forms/field-spec.ts'
import { problemSummary, sectionModels } from '../forms/form-model.ts'
import { bodyOf, type FormValues, postedValues, textOf, valuesOf } from '../forms/form-values.ts'
import { fieldId, type ShownProblem } from '../forms/problems.ts'
import { pageTexts } from '../page-texts.ts'
import type { OrderJson, VerificationJson } from '../services.ts'
import { isMailbox } from './what-is-next.ts'

/** What was typed into the form, and what is wrong with it. */
export interface ChangeForm {
  values: FormValues
  problems: readonly ShownProblem[]
}

const NAMES = fieldNames([controlSection([])])

export function postedChange(request: Request): FormValues {
  return postedValues(request.body, NAMES)
}

/**
 * The JSON body that the form spells. Fields that the chosen method has no use for stand on the page all the same, and
 * are not sent; a mailbox has no choice at all.
 */
export function changeBody(values: FormValues): Record<string, unknown> {
  if (textOf(values, 'method') === '') return {}
  const isAdmin = textOf(values, 'method') === 'ADMIN'
  const unused = isAdmin ? ['email', 'notify'] : ['emailPrefix']
  const used = Object.entries(values).filter(([name]) => !unused.includes(name))
  return bodyOf(Object.fromEntries(used), isAdmin ? [] : ['notify'])
}

/** What holds now, so that the form as it is printed asks for a new code and nothing else. */
function presetFrom({ method, instructions }: VerificationJson, entered: unknown): FormValues {
  const known = typeof entered === 'object' && entered !== null ? valuesOf({ ...entered }) : {}
  const [mailbox] = instructions.flatMap(({ address }) => address?.split('@')[0]?.toUpperCase() ?? [])
  const isSame = textOf(known, 'method') === method
  return {
    ...(isSame ? known : {}),
    ...(method === null ? {} : { method }),
    ...(mailbox === undefined ? {} : { emailPrefix: mailbox }),
  }
}

/** The form by which the way of proving is changed or begun anew; null where nothing is to be changed. */
export async function changeModel(
  { services }: WebContext,
  request: Request,
  order: OrderJson,
  verification: VerificationJson,
  form: ChangeForm | null,
): Promise<object | null> {
  if (!order.actions.includes('verification') || isMailbox(order)) return null
  const caller = callerOf(request)
  const texts = pageTexts(caller.language)
  const { methods } = await services.configuration.allowance(caller, order.id)
  const { configuration } = await services.configuration.read(caller, order.id)
  const names = verification.instructions.map(({ name }) => name)
  const { values, problems } = form ?? {
    values: presetFrom(verification, configuration?.verification),
    problems: [],
  }
  const section = controlSection(methodsFor(names, methods))
  return {
    sections: sectionModels([section], { values, problems, required: ['method'], texts }),
    problems: problemSummary(problems, ({ field, index }) => `#${fieldId(field, index)}`, texts),
  }
}
