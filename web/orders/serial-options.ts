import type { OrderJson } from '../services.ts'

/** Certificates to choose from, by number and end: the newest stands first. */
export function serialOptions(certificates: OrderJson['certificates']): { value: string; label: string }[] {
  return certificates
    .toSorted((a, b) => b.notBefore.localeCompare(a.notBefore))
    .map(({ serialNumber, notAfter }) => ({
      value: serialNumber,
      label: `${serialNumber} (… ${notAfter.slice(0, 10)})`,
    }))
}
