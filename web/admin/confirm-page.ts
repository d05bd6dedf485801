import type { Request, RequestHandler } from 'express'
import type { WebContext } from '../context.ts'

interface Question {
  /** Where the yes is sent, below the thing's own page. */
  command: string
  /** Key of the question's texts: `title`, `text` and `button` below it. */
  texts: string
  back: { href: string; text: string }
  /** What is asked about, and the path of its page. */
  about(request: Request): Promise<{ path: string; subject: string }>
}

/** Asks before something is done that cannot be undone. */
export function confirmPage({ show }: WebContext, question: Question): RequestHandler {
  const { command, texts, back, about } = question
  return async (request, response) => {
    const { path, subject } = await about(request)
    const said = { text: `${texts}.text`, button: `${texts}.button` }
    const model = { action: `${path}/${command}`, back, subject, command, ...said }
    show(request, response, 'admin/confirm', { title: `${texts}.title` }, model)
  }
}
