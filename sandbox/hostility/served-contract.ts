import { partnerApiWsdl } from '../../platform/certum-wsdl/wsdl.ts'
import type { Behaviour } from '../core/behaviour.ts'
import { contractSpelt } from './request-spelling.ts'
import { narrowedWsdl } from './strict/contract.ts'

/** The contract as this server gives it to whoever asks, and as it holds them to it where it is strict. */
export function servedContract(endpointUrl: string, behaviour: Behaviour): string {
  const wsdl = partnerApiWsdl(endpointUrl)
  return contractSpelt(behaviour.strict ? narrowedWsdl(wsdl) : wsdl, behaviour)
}
