import { handleGaps } from '../../texts/texts.ts'

/** No test shows a text that lacks a value, on whatever page or in whatever mail. */
handleGaps(({ text, value }) => {
  throw new Error(`the text “${text}” lacks its value “${value}”`)
})
