/** What the CA's side holds, and what ours does, as far as they must agree. */
export interface CaBooks {
  caOrders: readonly { id: string; customer: string; status: string }[]
  certificates: readonly { serialNumber: string; caOrder: string }[]
}

export interface OurOrder {
  id: string
  state: string
  caOrders: readonly { id: string }[]
  certificates: readonly { serialNumber: string }[]
}

/** Every list names what is wrong; all empty is how it must be. */
export interface Disagreement {
  /** CA orders beyond the first of an order of ours. */
  duplicateCaOrders: string[]
  /** Certificates beyond the first of a CA order. */
  duplicateCertificates: string[]
  /** Orders of ours without a certificate. */
  notIssued: string[]
  /** CA orders and certificates that we do not know of. */
  unknownToUs: string[]
  /** CA orders and certificates that we show and the CA does not have. */
  unknownToCa: string[]
}

/** Compares the CA's books with ours, where every order of ours was to have one CA order and one certificate. */
export function compareBooks(books: CaBooks, ours: readonly OurOrder[]): Disagreement {
  const caOrders = books.caOrders.map(({ id }) => id)
  const serials = books.certificates.map(({ serialNumber }) => serialNumber)
  const ourCaOrders = ours.flatMap((order) => order.caOrders.map(({ id }) => id))
  const ourSerials = ours.flatMap((order) => order.certificates.map(({ serialNumber }) => serialNumber))
  return {
    duplicateCaOrders: ours.flatMap(({ id }) =>
      books.caOrders
        .filter((caOrder) => caOrder.id.startsWith(`${id}-`) || caOrder.customer === id)
        .slice(1)
        .map((caOrder) => caOrder.id),
    ),
    duplicateCertificates: caOrders.flatMap((caOrder) =>
      books.certificates
        .filter((certificate) => certificate.caOrder === caOrder)
        .slice(1)
        .map(({ serialNumber }) => serialNumber),
    ),
    notIssued: ours.filter(({ state }) => state !== 'issued').map(({ id, state }) => `${id} ${state}`),
    unknownToUs: [...without(caOrders, ourCaOrders), ...without(serials, ourSerials)],
    unknownToCa: [...without(ourCaOrders, caOrders), ...without(ourSerials, serials)],
  }
}

function without(all: readonly string[], known: readonly string[]): string[] {
  const those = new Set(known)
  return all.filter((each) => !those.has(each))
}
