import { properties, reissue, renew, renewalCsr, storedCsr } from '../schemas/life.ts'
import { orderCommand } from './life-routes.ts'
import { ok, pathPart, type Route } from './route.ts'

export const REPLACING_ROUTES: readonly Route[] = [
  {
    method: 'get',
    path: '/orders/{id}/renewal-csr',
    id: 'readRenewalCsr',
    summary: 'Read the CSR that waits for the next certificate',
    scope: 'orders:read',
    answers: { 200: storedCsr },
    handle: async (services, request) =>
      ok(await services.replacing.renewalCsr(request.caller, pathPart(request, 'id'))),
  },
  orderCommand(
    {
      method: 'put',
      path: 'renewal-csr',
      id: 'provideRenewalCsr',
      summary: 'Provide the CSR of the next certificate',
      body: renewalCsr,
    },
    ({ replacing }) => replacing.provideCsr,
  ),
  orderCommand(
    {
      method: 'post',
      path: 'reissue',
      id: 'reissueCertificate',
      summary: 'Have the certificate reissued on a new key',
      body: reissue,
    },
    ({ replacing }) => replacing.reissue,
  ),
  orderCommand(
    {
      method: 'post',
      path: 'renew',
      id: 'renewCertificate',
      summary: 'Renew the certificate at the CA',
      body: renew,
      bodyIsOptional: true,
    },
    ({ replacing }) => replacing.renew,
  ),
  orderCommand(
    {
      method: 'patch',
      path: 'properties',
      id: 'editProperties',
      summary: 'Change what the next renewal is ordered with',
      body: properties,
    },
    ({ replacing }) => replacing.editProperties,
  ),
]
