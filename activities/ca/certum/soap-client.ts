import { type Client, createClientAsync, type IHttpClient } from 'soap'
import { partnerApiWsdl } from '../../../platform/certum-wsdl/wsdl.ts'
import { type Respell, spellingOf } from './contract-spelling.ts'
import { type HttpAnswer, httpCall } from './http.ts'
import { OPERATIONS, type Operation } from './operations.ts'
import { contractOf } from './wsdl-source.ts'

/** What went over the wire in one call; filled while it runs, so that it can be told even when the call fails. */
export interface Wire {
  request: string | null
  answer: HttpAnswer | null
}

/** Decides on an answer before it is parsed, by throwing. */
type AnswerCheck = (answer: HttpAnswer) => void

/** The soap package's type wants axios' promise, and its client never looks at it. */
const NEVER_LOOKED_AT = new Promise<never>(() => {})

/** Every simple type stays text: what the CA sends is judged by us, not by the parser. */
const AS_TEXT = Object.fromEntries(
  ['boolean', 'date', 'dateTime', 'decimal', 'int', 'integer', 'long', 'short'].map((type) => [
    type,
    (text: string) => text,
  ]),
)

export interface SoapCaller {
  /** Sends one operation. Returns the parsed content of its answer element; rejects with whatever went wrong. */
  send(operation: Operation, body: object, wire: Wire): Promise<unknown>
}

/** Calls go to `url`, whatever address the contract states. */
export function createSoapCaller(url: string, timeoutMs: number, check: AnswerCheck): SoapCaller {
  const transport = createTransport(timeoutMs, check)
  let prepared: { contract: string; caller: Promise<Caller> } | null = null

  async function callerNow(): Promise<Caller> {
    const contract = await contractOf(url, timeoutMs)
    if (prepared?.contract !== contract) {
      const shipped = () => callerOf(partnerApiWsdl(url), url, transport)
      prepared = { contract, caller: callerOf(contract, url, transport).catch(shipped) }
    }
    return prepared.caller
  }

  return {
    send: async (operation, body, wire) => {
      const { client, respell } = await callerNow()
      const result: unknown = await client[`${operation}Async`](respell(body), { wire })
      return Array.isArray(result) ? result[0] : undefined
    },
  }
}

/** What speaks by one contract. */
interface Caller {
  client: Client
  respell: Respell
}

async function callerOf(wsdl: string, url: string, httpClient: IHttpClient): Promise<Caller> {
  return { client: await clientOf(wsdl, url, httpClient), respell: spellingOf(wsdl) }
}

/** Texts are escaped by us: the package lets a text through as it is when it looks like a CDATA section. */
async function clientOf(wsdl: string, url: string, httpClient: IHttpClient): Promise<Client> {
  const client = await createClientAsync(wsdl, {
    disableCache: true,
    endpoint: url,
    httpClient,
    escapeXML: false,
    customDeserializer: AS_TEXT,
  })
  for (const operation of OPERATIONS) {
    if (typeof client[operation] !== 'function') throw new Error(`contract lacks ${operation}`)
  }
  return client
}

function createTransport(timeoutMs: number, check: AnswerCheck): IHttpClient {
  async function post(url: string, body: string, headers: Record<string, string>, wire: Wire) {
    wire.request = body
    const answer = await httpCall({ url, method: 'POST', headers, body, timeoutMs })
    wire.answer = answer
    check(answer)
    return answer
  }
  return {
    request: (url, data, callback, headers, options) => {
      const wire: Wire = options?.wire ?? { request: null, answer: null }
      post(url, String(data), headers ?? {}, wire)
        .then((answer) => callback(null, answer, answer.body))
        .catch(callback)
      return NEVER_LOOKED_AT
    },
  }
}
