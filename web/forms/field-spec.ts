const FIELD_TYPES = [
  'text',
  'email',
  'tel',
  'url',
  'date',
  'number',
  'password',
  'textarea',
  'select',
  'checkbox',
  /** Any number of its options; its name ends in `[]`. */
  'choices',
] as const

/** An option of a `select`: a value whose words are a text, or one that brings its own. */
export type FieldOption = string | { value: string; label: string }

/** One field of a form: its name is the path in the JSON body. */
export interface FieldSpec {
  name: string
  type: (typeof FIELD_TYPES)[number]
  /** Its words where they are no text of the form. */
  label?: string
  /** Rarely more than a word: shown as a narrow box. */
  isShort?: boolean
  /** A choice among numbers. */
  isNumber?: boolean
  /** Running text rather than code, in a `textarea`. */
  isProse?: boolean
  autocomplete?: string
  /** What its texts are kept under, where that is not its name. */
  textKey?: string
  /** What its hint is kept under, where that is not the field's own. */
  hintKey?: string
  /** Options of a `select` or of `choices`; the words of plain ones are under `option.<text key>.<value>`. */
  options?: readonly FieldOption[]
  rows?: number
  /** Of use only while another field has one of these values; browsers with scripts hide it meanwhile. */
  shownWhen?: { field: string; is: readonly string[] }
  /** So many characters fit in; they are counted while typed. */
  maxLength?: number
}

export interface SectionSpec {
  /** Texts are under `section.<key>`. */
  key: string
  fields: readonly FieldSpec[]
}

/** The names of all fields, as a posted form may carry them. */
export function fieldNames(sections: readonly SectionSpec[]): string[] {
  return sections.flatMap(({ fields }) => fields.map(({ name }) => name))
}

/** Those that are check boxes: what is not sent of them is a no. */
export function checkboxNames(sections: readonly SectionSpec[]): string[] {
  return fieldNames(withFields(sections, ({ type }) => type === 'checkbox'))
}

/** Those that hold numbers, typed or chosen. */
export function numberNames(sections: readonly SectionSpec[]): string[] {
  return fieldNames(withFields(sections, ({ type, isNumber = false }) => type === 'number' || isNumber))
}

/** Those that are taken as they are typed. */
export function verbatimNames(sections: readonly SectionSpec[]): string[] {
  return fieldNames(withFields(sections, ({ type }) => type === 'password'))
}

function withFields(sections: readonly SectionSpec[], isMeant: (field: FieldSpec) => boolean): SectionSpec[] {
  return sections.map(({ key, fields }) => ({ key, fields: fields.filter(isMeant) }))
}
