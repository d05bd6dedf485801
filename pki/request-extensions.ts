import { AsnConvert } from '@peculiar/asn1-schema'
import { Extensions } from '@peculiar/asn1-x509'
import { type Extension, ExtensionFactory, type Pkcs10CertificateRequest } from './x509.ts'

/** PKCS #9, and what IIS and certreq wrote before (certExtensions). */
const EXTENSION_REQUESTS = ['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14'] as const

/**
 * All extensions that a CSR asks for: tools spread them over several attributes, of the standard's kind and of
 * Microsoft's own. Throws where one cannot be read.
 */
export function requestedExtensions(request: Pkcs10CertificateRequest): Extension[] {
  return EXTENSION_REQUESTS.flatMap((type) => request.getAttributes(type))
    .flatMap(({ values }) => values)
    .flatMap((value) => [...AsnConvert.parse(value, Extensions)])
    .map((extension) => ExtensionFactory.create(AsnConvert.serialize(extension)))
}
