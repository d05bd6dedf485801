import type { RevocationReason } from '../core/types.ts'
import { CRLReason, CRLReasons } from './x509.ts'

/**
 * What lists and OCSP answers give for a reason. "Unspecified" is said by leaving the reason out (TLS baseline
 * requirements 7.2.2): null.
 */
export function certifiedReason(reason: RevocationReason | null): CRLReason | null {
  switch (reason) {
    case 'KEYCOMPROMISE':
      return new CRLReason(CRLReasons.keyCompromise)
    case 'AFFILIATIONCHANGED':
      return new CRLReason(CRLReasons.affiliationChanged)
    case 'CESSATIONOFOPERATION':
      return new CRLReason(CRLReasons.cessationOfOperation)
    case 'SUPERSEDED':
      return new CRLReason(CRLReasons.superseded)
    case 'UNSPECIFIED':
    case null:
      return null
  }
}
