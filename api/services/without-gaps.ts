type WithoutGaps<Value extends object> = { [Key in keyof Value]?: Exclude<Value[Key], undefined> }

/** The members that are there: one that is undefined would overwrite what it is spread over. */
export function withoutGaps<Value extends object>(value: Value): WithoutGaps<Value> {
  const present = Object.entries(value).filter(([, member]) => member !== undefined)
  return Object.fromEntries(present) as WithoutGaps<Value>
}
