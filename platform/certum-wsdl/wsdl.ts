import { readFileSync } from 'node:fs'

/** The XML namespace of every operation element. Children of those elements are unqualified. */
export const PARTNER_API_NAMESPACE = 'http://webservice.api.muc.unizeto.pl/'

/** The path the CA serves its contract and its service under; without `.wsdl` it answers 404. */
export const PARTNER_API_PATH = '/service/PartnerApi.wsdl'

const template = readFileSync(new URL('./partner-api.wsdl', import.meta.url), 'utf8')

/** Returns the contract as an XML document whose `soap:address` is `endpointUrl`. */
export function partnerApiWsdl(endpointUrl: string): string {
  return template.replace('{endpoint}', () => escapeAttribute(endpointUrl))
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
