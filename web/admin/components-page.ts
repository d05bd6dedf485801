import type { RequestHandler } from 'express'
import { ORDER_STATES } from '../../domain/order-state.ts'
import type { WebContext } from '../context.ts'
import type { SectionSpec } from '../forms/field-spec.ts'
import { problemSummary, sectionModels } from '../forms/form-model.ts'
import { fieldId } from '../forms/problems.ts'
import { languageOf } from '../language.ts'
import { pageTexts } from '../page-texts.ts'

const WORDS = 'components:'

const SECTIONS: readonly SectionSpec[] = [
  {
    key: 'fields',
    fields: [
      { name: 'line', type: 'text' },
      { name: 'wrong', type: 'email' },
      { name: 'short', type: 'number', isShort: true },
      { name: 'day', type: 'date', isShort: true },
      { name: 'code', type: 'textarea', rows: 3 },
      { name: 'prose', type: 'textarea', rows: 3, isProse: true, maxLength: 250 },
      { name: 'choice', type: 'select', options: ['', 'one', 'two'] },
      { name: 'tick', type: 'checkbox' },
    ],
  },
]

const BUTTONS = ['main', 'plain', 'danger', 'quiet'] as const
const TONES = ['good', 'info', 'bad'] as const

/** Every component of the pages at once, for whoever changes them: fields, states, notices, tables, steps. */
export function componentsPage({ show }: WebContext): RequestHandler {
  return (request, response) => {
    const texts = pageTexts(languageOf(request))
    const problems = [{ field: 'wrong', index: null, message: texts.t(`${WORDS}problem`) }]
    const values = { line: 'example.com', wrong: 'nobody', code: '-----BEGIN…', tick: 'true' }
    const model = {
      sections: sectionModels(SECTIONS, { values, problems, required: ['line'], texts, words: WORDS }),
      problems: problemSummary(problems, ({ field }) => `#${fieldId(field)}`, texts, WORDS),
      buttons: BUTTONS,
      tones: TONES,
      states: ORDER_STATES,
    }
    show(request, response, 'admin/components', { title: 'components:title' }, model)
  }
}
