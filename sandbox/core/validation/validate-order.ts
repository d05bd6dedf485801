import type { CsrInspection, SubjectFields } from '../../../pki/csr.ts'
import { isTls, type SandboxProduct } from '../catalogue.ts'
import type { CoreContext } from '../context.ts'
import type { Approver, Requestor } from '../orders.ts'
import type { OrderRequest } from '../requests.ts'
import { failure, type Outcome, success } from '../types.ts'
import { checkApprover } from './approver.ts'
import { checkCsr } from './csr.ts'
import { checkSanEntries, normalCommonName } from './names.ts'
import { checkOrderFields, checkProduct } from './order-fields.ts'
import { Problems } from './problems.ts'
import { checkRequestor, checkTaxNumber } from './requestor.ts'
import { checkSubject, commonNameFor, mergeSubject } from './subject.ts'

/** A request that may become an order. */
export interface CheckedOrder {
  product: SandboxProduct
  csr: CsrInspection
  subject: SubjectFields
  names: string[]
  approver: Approver | undefined
  requestor: Requestor | undefined
}

/**
 * Checks an order as a whole: product, order fields, CSR, subject, names, approver, requestor. Every error found is
 * given, in that order; changes nothing.
 */
export async function validateOrder(
  context: CoreContext,
  request: OrderRequest,
): Promise<Outcome<CheckedOrder>> {
  const { parameters } = request
  if (parameters === undefined) return failure(1010)
  const problems = new Problems()
  const product = checkProduct(parameters.productCode, problems)
  checkOrderFields(context, parameters, product, problems)
  const csr = await checkCsr(context, parameters.csr, product, problems)
  const subject = mergeSubject(csr?.subject ?? {}, parameters)
  if (csr !== undefined) checkSubject(subject, product, problems)
  const names = checkSanEntries(request.names, subject.commonName, product, problems)
  const approver = checkApprover(request.approver, product, names, problems)
  const requestor = checkRequestor(request.requestor, product, problems)
  checkTaxNumber(request.organization?.taxNumber, product, problems)
  if (!problems.none || product === undefined || csr === undefined) {
    return { ok: false, errors: problems.list }
  }
  const finished = isTls(product) ? withNormalName(subject) : withName(subject, product)
  return success({ product, csr, subject: finished, names, approver, requestor })
}

function withNormalName(subject: SubjectFields): SubjectFields {
  const { commonName } = subject
  return commonName === undefined ? subject : { ...subject, commonName: normalCommonName(commonName) }
}

function withName(subject: SubjectFields, product: SandboxProduct): SubjectFields {
  const commonName = commonNameFor(subject, product)
  return commonName === undefined ? subject : { ...subject, commonName }
}
