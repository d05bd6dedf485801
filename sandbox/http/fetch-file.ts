import { type IncomingMessage, request } from 'node:http'
import { redirectTarget } from '../../platform/redirects.ts'
import { readShortBody } from '../../platform/short-body.ts'

const TIMEOUT_MS = 2_000
const MAX_BODY_BYTES = 65_536
const MAX_REDIRECTS = 10

/**
 * How the CA reads a file of a site, all of which are one server here, told apart by the Host header. It undoes the
 * packing that a server chose, and looks at no type. Null where no file is found.
 */
export async function fetchFile(
  fileHost: string,
  from: URL,
  followRedirects = false,
): Promise<string | null> {
  let url = from
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const answer = await ask(fileHost, url)
      const next = followRedirects ? redirectTarget(answer, url) : null
      if (next === null) return await bodyOf(answer)
      answer.destroy()
      url = next
    }
  } catch {}
  return null
}

async function bodyOf(answer: IncomingMessage): Promise<string | null> {
  if (answer.statusCode === 200) return (await readShortBody(answer, MAX_BODY_BYTES)).text
  answer.destroy()
  return null
}

function ask(fileHost: string, { protocol, host, pathname }: URL): Promise<IncomingMessage> {
  const { hostname, port } = new URL(`http://${fileHost}`)
  // There is no TLS in this world: what was meant is told as a proxy tells it.
  const headers = { host, 'x-forwarded-proto': protocol.replace(':', '') }
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, path: pathname, headers, timeout: TIMEOUT_MS, agent: false })
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer in time')))
    outgoing.on('response', resolve)
    outgoing.on('error', reject)
    outgoing.end()
  })
}
