import { PARTNER_API_NAMESPACE } from '../../platform/certum-wsdl/wsdl.ts'
import type { CaError } from '../core/types.ts'
import { instant } from './output.ts'

/** Answers that are written without the service: about messages that never reach it. */

/** A SOAP 1.1 fault as a whole envelope. */
export function faultEnvelope(code: 'Client' | 'Server' | 'VersionMismatch', text: string): string {
  return envelope(
    `<soap:Fault><faultcode>soap:${code}</faultcode><faultstring>${escaped(text)}</faultstring></soap:Fault>`,
  )
}

/** A refusal as the service itself would write it, without the service having been asked. */
export function refusalEnvelope(operation: string, errors: readonly CaError[], at: Date): string {
  const name = /^[A-Za-z]+$/.test(operation) ? operation : 'unknown'
  const list = errors.map(({ code, value }) => {
    const what = value === undefined ? '' : `<value>${escaped(value)}</value>`
    return `<Error><errorCode>${code}</errorCode>${what}</Error>`
  })
  const said = list.length === 0 ? '' : `<errors>${list.join('')}</errors>`
  const header = `<responseHeader>${said}<successCode>1</successCode><timestamp>${instant(at)}</timestamp></responseHeader>`
  return envelope(`<tns:${name}Response xmlns:tns="${PARTNER_API_NAMESPACE}">${header}</tns:${name}Response>`)
}

function envelope(body: string): string {
  return `<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${body}</soap:Body></soap:Envelope>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
