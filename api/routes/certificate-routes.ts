import { CertloomError } from '../../domain/errors.ts'
import { isFileFormat } from '../../pki/file-formats.ts'
import { certificateDetails, certificateList } from '../schemas/certificate.ts'
import { serverQuery } from '../schemas/commands.ts'
import { parseInput } from '../schemas/problems-of.ts'
import { ok, pathPart, type Route } from './route.ts'

export const CERTIFICATE_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/orders/{id}/certificates',
    id: 'listCertificates',
    summary: 'List every certificate of the order, newest first',
    scope: 'orders:read',
    answers: { 200: certificateList },
    handle: async (services, request) =>
      ok(await services.certificates.list(request.caller, pathPart(request, 'id'))),
  },
  {
    method: 'get',
    // Before the details: a serial number holds no dot.
    path: '/orders/{id}/certificates/{serial}.{format}',
    id: 'downloadCertificate',
    summary:
      'Save a certificate as pem, cer, der, p7b, what is above it as chain, or all as a zip in the server’s own format',
    scope: 'orders:read',
    query: serverQuery,
    answers: { 200: 'file' },
    handle: async (services, request) => {
      const format = pathPart(request, 'format')
      if (!isFileFormat(format)) throw new CertloomError('not-found')
      const { server } = parseInput(serverQuery, request.query)
      const [id, serial] = [pathPart(request, 'id'), pathPart(request, 'serial')]
      return { file: await services.certificates.file(request.caller, id, serial, format, server) }
    },
  },
  {
    method: 'get',
    path: '/orders/{id}/certificates/{serial}',
    id: 'readCertificate',
    summary: 'Read a certificate’s details and chain',
    scope: 'orders:read',
    answers: { 200: certificateDetails },
    handle: async (services, request) =>
      ok(
        await services.certificates.read(
          request.caller,
          pathPart(request, 'id'),
          pathPart(request, 'serial'),
        ),
      ),
  },
]
