import type { RequestHandler } from 'express'
import { daysLeftIfFew } from '../../domain/certificate-end.ts'
import { CertloomError } from '../../domain/errors.ts'
import { isTls } from '../../domain/product.ts'
import { withoutRoot } from '../../pki/chain.ts'
import { isFileFormat } from '../../pki/file-formats.ts'
import { SERVER_TYPES } from '../../pki/server-types.ts'
import { type Audience, callerOf, pathPart, queryText } from '../caller.ts'
import type { WebContext } from '../context.ts'
import { P12_PROBLEMS } from '../p12-problems.ts'
import type { CertificateDetails, OrderJson } from '../services.ts'
import { currentCertificate, namesDiffer, orderHead, orderPath } from './order-model.ts'

function keyText({ algorithm, bits, curve }: CertificateDetails['key']): string {
  return curve === undefined ? `${algorithm} ${bits}` : `${algorithm} ${curve}`
}

/** The client's own key can be packed with it: not where it is in hardware, nor where no files are given out. */
function isPackable({ product, suspended }: OrderJson): boolean {
  return product.kind !== 'code-signing' && !suspended
}

function certificateModel(certificate: CertificateDetails, order: OrderJson): object {
  const current = currentCertificate(order)
  const { serialNumber, chain, subject, pem, names } = certificate
  const packed = withoutRoot([pem, ...chain.map((link) => link.pem)])
  return {
    certificate,
    isInUse: certificate.status === 'VALID' && current?.serialNumber === certificate.serialNumber,
    endsIn: daysLeftIfFew(certificate, new Date()),
    misnamed: namesDiffer(certificate),
    id: `certificate-${serialNumber}`,
    keyText: keyText(certificate.key),
    subject: Object.entries(subject).map(([field, value]) => ({ label: `field.subject.${field}`, value })),
    chain: chain.map((link, index) => ({
      ...link,
      id: `chain-${serialNumber}-${index}`,
      isPacked: packed.includes(link.pem),
    })),
    hasChain: packed.length > 1,
    p12: isPackable(order)
      ? { name: subject.commonName ?? names[0] ?? serialNumber, problems: P12_PROBLEMS }
      : null,
  }
}

/** Every certificate of the order, newest first, with its files. */
export function certificatesPage({ services, show }: WebContext, audience: Audience): RequestHandler {
  return async (request, response) => {
    const caller = callerOf(request)
    const id = pathPart(request, 'id')
    const order = await services.orders.read(caller, id)
    const { items: certificates, server: entered } = await services.certificates.details(caller, id)
    show(
      request,
      response,
      'orders/certificates',
      { title: 'certificates.title' },
      {
        ...orderHead(order, audience),
        tab: 'certificates',
        certificates: certificates.map((certificate) => certificateModel(certificate, order)),
        reissuePath: order.actions.includes('reissue') ? `${orderPath(audience, order.id)}/reissue` : null,
        servers: isTls(order.product.kind)
          ? SERVER_TYPES.map((server) => ({ server, isEntered: server === entered }))
          : [],
      },
    )
  }
}

/** `<serial>.<format>`: a file to save. */
export function certificateFile({ services }: WebContext): RequestHandler {
  return async (request, response) => {
    const [serialNumber = '', extension = ''] = pathPart(request, 'file').split('.')
    if (!isFileFormat(extension)) throw new CertloomError('not-found')
    const file = await services.certificates.file(
      callerOf(request),
      pathPart(request, 'id'),
      serialNumber,
      extension,
      queryText(request, 'server'),
    )
    response.attachment(file.fileName).type(file.contentType).send(file.body)
  }
}
