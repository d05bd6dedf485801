import { z } from 'zod'
import { type Behaviour, behaviourSchema } from '../core/behaviour.ts'
import { behaviourInput } from '../core/behaviour-changes.ts'

/** A switch as the console shows it; `choices` where there are few, else a text is typed. */
interface SwitchRow {
  name: string
  value: string
  choices: { value: string; isNow: boolean }[] | null
  isTurned: boolean
}

/** All switches as they are, and which are not as they were at the start. */
export function switchRows(now: Behaviour, start: Readonly<Behaviour>): SwitchRow[] {
  return behaviourSchema.keyof().options.map((name) => {
    const value = asText(now[name])
    const choices = choicesOf(behaviourSchema.shape[name])
    return {
      name,
      value,
      choices: choices?.map((choice) => ({ value: choice, isNow: choice === value })) ?? null,
      isTurned: value !== asText(start[name]),
    }
  })
}

/** JSON where the value is no text: null and numbers look the same to whoever types them. */
function asText(value: Behaviour[keyof Behaviour]): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function choicesOf(schema: z.ZodType): string[] | null {
  if (schema instanceof z.ZodEnum) return schema.options.map(String)
  return schema instanceof z.ZodBoolean ? ['false', 'true'] : null
}

/** A switch from the console's form: what is typed is JSON, or a word where no such JSON is taken. */
export function readSwitch(name: string, text: string) {
  const asJson = behaviourInput.safeParse({ [name]: fromJson(text) })
  return asJson.success ? asJson : behaviourInput.safeParse({ [name]: text })
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
