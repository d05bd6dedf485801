import { type CsrInspection, inspectCsr } from '../../../pki/csr.ts'
import type { PkiProblemCode } from '../../../pki/problem.ts'
import type { SandboxProduct } from '../catalogue.ts'
import type { CoreContext } from '../context.ts'
import { findOrdersByKey } from '../orders.ts'
import type { Problems } from './problems.ts'

/** The CA's numbers for what can be wrong with a CSR or its key; everything else is "invalid CSR". */
const NUMBERS: Partial<Record<PkiProblemCode, number>> = {
  'csr-empty': 1002,
  'csr-bad-signature': 2125,
  'csr-signature-algorithm': 1001,
  'key-unreadable': 1049,
  'key-algorithm': 1001,
  'key-curve': 1001,
  'rsa-too-short': 1000,
  'rsa-too-long': 1150,
  'rsa-odd-length': 2109,
  'rsa-exponent-invalid': 1049,
  'rsa-exponent-small': 1063,
  'rsa-small-factor': 1063,
  'rsa-close-primes': 1063,
  'rsa-roca': 1063,
}
const INVALID = 1078
const KEY_IN_USE = 1032
const KEY_TYPE = 1001
const NAME_MISSING = 1015

/**
 * Reads the CSR and refuses what the CA may not take; undefined when it cannot be read. The key of `ownOrderId` is
 * another matter: a reissue may keep it.
 */
export async function checkCsr(
  context: CoreContext,
  text: string | undefined,
  product: SandboxProduct | undefined,
  problems: Problems,
  ownOrderId?: string,
): Promise<CsrInspection | undefined> {
  if (text === undefined || text.trim() === '') {
    problems.add(1002)
    return undefined
  }
  const result = await inspectCsr(text, { minRsaBits: product?.minRsaBits ?? 2048 })
  if (!result.ok) {
    problems.add(NUMBERS[result.problem.code] ?? INVALID)
    return undefined
  }
  for (const refusal of result.csr.refusals) problems.add(NUMBERS[refusal.code] ?? INVALID)
  // S/MIME baseline requirements 7.1.3.1.2 stop at P-384; TLS and code signing take P-521 too.
  problems.addIf(product?.kind === 'smime' && result.csr.key.curve === 'P-521', KEY_TYPE)
  problems.addIf(isKeyTaken(context, result.csr.key.spkiSha256, ownOrderId), KEY_IN_USE)
  return result.csr
}

/** Where an order's parameters could name the certificate, the CSR need not; reissues and renewals have none. */
export function checkHasName(context: CoreContext, csr: CsrInspection, problems: Problems): void {
  problems.addIf(context.behaviour.refuseNamelessCsr && !csr.subject.commonName, NAME_MISSING)
}

function isKeyTaken(context: CoreContext, keyHash: string, ownOrderId: string | undefined): boolean {
  const { refuseReusedKeys, refuseOwnKey } = context.behaviour
  const users = findOrdersByKey(context.database, keyHash)
  if (users.some(({ id }) => id === ownOrderId)) return refuseOwnKey
  return refuseReusedKeys && users.length > 0
}
