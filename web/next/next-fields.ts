import { type ControlMethod, methodsFor } from '../../domain/product.ts'
import { approverSection } from '../configure/field-specs.ts'
import type { SectionSpec } from '../forms/field-spec.ts'
import { bodyOf, type FormValues, textOf } from '../forms/form-values.ts'
import type { NextSubject } from './next-page.ts'

/** How control is proven for the next certificate; nothing where the product has no such proof. */
export function proofSections({ allowance, next }: NextSubject): SectionSpec[] {
  const methods: readonly ControlMethod[] = methodsFor(next.names, allowance.methods)
  return methods.length === 0 ? [] : [approverSection(['', ...methods])]
}

const CHOICE = 'verification.'

/**
 * The way of proof that was chosen; undefined for the one of the last time, whatever stands in the fields around it.
 * What the chosen method has no use for is left out.
 */
export function chosenProof(values: FormValues): unknown {
  const method = textOf(values, `${CHOICE}method`)
  if (method === '') return undefined
  const isAdmin = method === 'ADMIN'
  const used = isAdmin ? ['method', 'emailPrefix'] : ['method', 'email', 'notify']
  const kept = used.map((field) => [`${CHOICE}${field}`, textOf(values, CHOICE + field)] as const)
  return bodyOf(Object.fromEntries(kept), isAdmin ? [] : [`${CHOICE}notify`]).verification
}

/** What a form spells, with the way of proof where one was chosen. */
export function withProof(body: Record<string, unknown>, values: FormValues): Record<string, unknown> {
  const { verification: _posted, ...rest } = body
  const verification = chosenProof(values)
  return verification === undefined ? rest : { ...rest, verification }
}
