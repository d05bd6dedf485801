import { isReservedIp } from '../../pki/ip-address.ts'

/** Where servers of the public internet listen, and which addresses may be spoken to. */
export interface Network {
  dnsPort: number
  httpPort: number
  httpsPort: number
  /** Asked before anybody is spoken to: a name must not make us speak to somebody's inner network. */
  isAllowed(address: string): boolean
}

/** The internet as it is. */
export const INTERNET: Network = {
  dnsPort: 53,
  httpPort: 80,
  httpsPort: 443,
  isAllowed: (address) => !isReservedIp(address),
}
