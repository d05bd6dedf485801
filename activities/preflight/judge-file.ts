import { findingOf, type PreflightFinding } from '../../domain/preflight.ts'
import type { FileAnswer, FileBody } from './fetch-file.ts'

const SHOWN_CHARACTERS = 100
const BYTE_ORDER_MARK = '\uFEFF'

interface Wanted {
  name: string
  url: string
  body: string
}

/** Says what one web server's answer means for the proof. */
export function judgeFile({ name, url, body }: Wanted, answer: FileAnswer): PreflightFinding {
  if (answer.result !== 'answered') return findingOf(name, 'problem', 'file-silent', { url })
  const { status, location } = answer
  if (status === 200) return judgeBody({ name, url, body }, answer.body)
  if (status >= 300 && status < 400 && location !== null) return judgeRedirect(name, url, location)
  if (status === 404 || status === 410) return findingOf(name, 'problem', 'file-missing', { url, body })
  const isClosed = status === 401 || status === 403
  return findingOf(name, 'problem', isClosed ? 'file-forbidden' : 'file-status', { url, status })
}

function judgeBody({ name, url, body }: Wanted, { text, isTooLong }: FileBody): PreflightFinding {
  const found = text.replace(BYTE_ORDER_MARK, '').trim()
  if (found === body && !isTooLong) {
    // Some readers take the mark for a character of the code.
    return text.startsWith(BYTE_ORDER_MARK)
      ? findingOf(name, 'warning', 'file-bom', { url })
      : findingOf(name, 'ok', 'file-visible', { url })
  }
  if (/^<(!doctype|html|\?xml|head|body)/i.test(found)) {
    return findingOf(name, 'problem', 'file-html', { url, body })
  }
  if (isTooLong) return findingOf(name, 'problem', 'file-too-long', { url, body })
  return findingOf(name, 'problem', 'file-different', { url, body, found: shown(found) })
}

/**
 * A CA may follow a redirect to another http or https address (BR 3.2.2.4.18); it finds the proof there only if the
 * path was kept.
 */
function judgeRedirect(name: string, from: string, location: string): PreflightFinding {
  const target = URL.canParse(location, from) ? new URL(location, from) : null
  const source = new URL(from)
  const isKept =
    target !== null &&
    target.pathname === source.pathname &&
    /^https?:$/.test(target.protocol) &&
    target.port === ''
  const isHttpsOnly = isKept && target.hostname === source.hostname
  const params = { url: from, location: shown(target?.href ?? location) }
  if (isHttpsOnly) return findingOf(name, 'warning', 'file-redirect-https', params)
  return findingOf(name, isKept ? 'warning' : 'problem', 'file-redirect', params)
}

function shown(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text
}
