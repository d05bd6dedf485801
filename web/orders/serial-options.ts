import { formatInstant, type Reader } from '../format.ts'
import { pageTexts } from '../page-texts.ts'
import type { OrderJson } from '../services.ts'
import { currentCertificate } from './order-model.ts'

type Certificates = OrderJson['certificates']

/**
 * Certificates to choose from: from when to when to the minute, for two of one order are often of one day, then by
 * number, which a phone cuts off; the one in use is marked. The newest stands first.
 */
export function serialOptions(
  certificates: Certificates,
  { order, reader }: { order: OrderJson; reader: Reader },
): { value: string; label: string }[] {
  const { t } = pageTexts(reader.language)
  const current = currentCertificate(order)
  return certificates
    .toSorted((a, b) => b.notBefore.localeCompare(a.notBefore))
    .map(({ serialNumber: serial, status, notBefore, notAfter }) => {
      const isInUse = serial === current?.serialNumber && status === 'VALID'
      const [from, to] = [formatInstant(notBefore, reader), formatInstant(notAfter, reader)]
      return {
        value: serial,
        label: t(isInUse ? 'certificate:option-in-use' : 'certificate:option', { serial, from, to }),
      }
    })
}

/** As `serialOptions`, where none is chosen for anybody; a single one is the only choice there is. */
export function serialChoice(
  certificates: Certificates,
  about: { order: OrderJson; reader: Reader },
): { value: string; label: string }[] {
  const options = serialOptions(certificates, about)
  const none = { value: '', label: pageTexts(about.reader.language).t('certificate:choose') }
  return options.length > 1 ? [none, ...options] : options
}
