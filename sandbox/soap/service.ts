import { listen, type Server } from 'soap'
import { partnerApiWsdl } from '../../platform/certum-wsdl/wsdl.ts'
import type { CoreContext } from '../core/context.ts'
import type { SandboxCore } from '../core/core.ts'
import type { Credentials } from '../core/requests.ts'
import type { CaError } from '../core/types.ts'
import { asUnderstood } from '../hostility/request-spelling.ts'
import { reshape } from '../hostility/reshape.ts'
import { servedContract } from '../hostility/served-contract.ts'
import { objectionTo } from '../hostility/strict/check-message.ts'
import { contractOf } from '../hostility/strict/contract.ts'
import { faultEnvelope, refusalEnvelope } from './envelopes.ts'
import { credentialsInput } from './input.ts'
import { operationOf } from './log.ts'
import { OPERATIONS, type Operation } from './operations.ts'
import { type Element, responseHeader } from './output.ts'

interface SoapAnswer {
  statusCode: number
  body: string
}

/** Answers one SOAP envelope. */
export interface SoapService {
  answer(xml: string): Promise<SoapAnswer>
}

const SERVICE = 'PartnerService'
const PORT = 'PartnerServicePort'
const BUSINESS_ERROR = 1
const MAX_CREDENTIAL_LENGTH = 255
const ADDITIONAL_ELEMENT = 1172

/** The element types whose text is kept as it came, so that a bad value meets the CA's check and not a parser's guess. */
const RAW_TYPES = ['boolean', 'int', 'long', 'date', 'dateTime']

/** Makes the service over the contract's WSDL. It does not listen anywhere: the HTTP server hands it envelopes. */
export async function createSoapService(core: SandboxCore, endpoint: string): Promise<SoapService> {
  const server = await openServer(core, endpoint)
  return {
    answer: async (xml) => {
      const refused = strictAnswer(core.context, endpoint, xml)
      if (refused !== undefined) return refused
      const response = await server.processRequest(xml, { headers: { 'content-type': 'text/xml' } })
      return response.body.startsWith('<')
        ? { ...response, body: withRealLineEnds(response.body) }
        : { statusCode: 500, body: faultEnvelope('Client', 'the message is not a SOAP envelope') }
    },
  }
}

/** What a strict server answers to a message that does not fit the contract; undefined where it fits. */
function strictAnswer(
  { behaviour, clock }: CoreContext,
  endpoint: string,
  xml: string,
): SoapAnswer | undefined {
  if (!behaviour.strict) return undefined
  const objection = objectionTo(xml, contractOf(servedContract(endpoint, behaviour)))
  if (objection === null) return undefined
  if ('fault' in objection) return { statusCode: 500, body: faultEnvelope(objection.fault, objection.text) }
  const errors = objection.additional.map((value) => ({ code: ADDITIONAL_ELEMENT, value }))
  return { statusCode: 200, body: refusalEnvelope(operationOf(xml), errors, clock()) }
}

/** As a Java server writes it: what stands between tags keeps its line ends, which to a parser is the same. */
function withRealLineEnds(body: string): string {
  return body.replaceAll('&#xA;', '\n')
}

function openServer(core: SandboxCore, endpoint: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const options = {
      path: new URL(endpoint).pathname,
      xml: partnerApiWsdl(endpoint),
      services: { [SERVICE]: { [PORT]: handlers(core) } },
      suppressStack: true,
      customDeserializer: Object.fromEntries(RAW_TYPES.map((type) => [type, (text: string) => text])),
      callback: (error: unknown) => {
        if (error) reject(error instanceof Error ? error : new Error(String(error)))
        else resolve(server)
      },
    }
    const server = listen(null, options)
  })
}

type Handler = (args: unknown) => Promise<Element>

function handlers(core: SandboxCore): Record<string, Handler> {
  const made = Object.entries(OPERATIONS).map(([name, operation]): [string, Handler] => [
    name,
    (args) =>
      core
        .run(async (context) => {
          const { behaviour } = context
          return reshape(await perform(context, operation, asUnderstood(args, behaviour)), behaviour)
        })
        .catch(throwFault),
  ])
  return Object.fromEntries(made)
}

/** The credentials' check, then the operation; either way an answer that begins with the header. */
async function perform(context: CoreContext, operation: Operation, args: unknown): Promise<Element> {
  const given = credentialsInput.parse(args)
  const tooLong = lengthErrors(given)
  if (tooLong.length > 0) return refusal(context, BUSINESS_ERROR, tooLong)
  const { userName, password } = context.account
  if (given.userName !== userName || given.password !== password) {
    return refusal(context, context.behaviour.credentialsSuccessCode, [])
  }
  const outcome = await operation(context, args)
  if (!outcome.ok) return refusal(context, BUSINESS_ERROR, outcome.errors)
  const { body, paging } = outcome.value
  const details = paging === undefined ? {} : { paging }
  return { responseHeader: responseHeader(context.clock(), 0, details), ...body }
}

function lengthErrors(given: Credentials): CaError[] {
  const errors: CaError[] = []
  if ((given.userName ?? '').length > MAX_CREDENTIAL_LENGTH) errors.push({ code: 1084 })
  if ((given.password ?? '').length > MAX_CREDENTIAL_LENGTH) errors.push({ code: 1090 })
  return errors
}

function refusal(context: CoreContext, successCode: number, errors: readonly CaError[]): Element {
  return { responseHeader: responseHeader(context.clock(), successCode, { errors }) }
}

function throwFault(cause: unknown): never {
  const message = cause instanceof Error ? cause.message : String(cause)
  throw Object.assign(new Error(message), {
    Fault: { faultcode: 'soap:Server', faultstring: message, statusCode: 500 },
  })
}
