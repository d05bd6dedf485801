import { z } from 'zod'
import type { Behaviour } from '../core/behaviour.ts'

const SPELLINGS = {
  joiln: ['joiln', 'joisopn', 'joisocn'],
  joILN: ['joILN', 'joISoPN', 'joISoCN'],
} as const

const order = z.looseObject({ orderParameters: z.looseObject({}) })

/** The arguments of a call without the jurisdiction's fields that a server of the other spelling would pass over. */
export function asUnderstood(args: unknown, { jurisdictionSpelling }: Behaviour): unknown {
  const given = jurisdictionSpelling === 'any' ? undefined : order.safeParse(args).data
  if (given === undefined || jurisdictionSpelling === 'any') return args
  const passedOver: readonly string[] = jurisdictionSpelling === 'joiln' ? SPELLINGS.joILN : SPELLINGS.joiln
  const kept = Object.entries(given.orderParameters).filter(([name]) => !passedOver.includes(name))
  return { ...given, orderParameters: Object.fromEntries(kept) }
}

/** The contract of a server of that spelling. */
export function contractSpelt(contract: string, { jurisdictionSpelling }: Behaviour): string {
  if (jurisdictionSpelling !== 'joILN') return contract
  return SPELLINGS.joiln.reduce(
    (text, name, index) => text.replaceAll(`name="${name}"`, `name="${SPELLINGS.joILN[index]}"`),
    contract,
  )
}
