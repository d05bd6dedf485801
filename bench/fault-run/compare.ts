/** What the CA's side holds, and what ours does, as far as they must agree. */
export interface CaBooks {
  caOrders: readonly { id: string; customer: string; status: string }[]
  certificates: readonly { serialNumber: string; caOrder: string }[]
}

/** What an order of ours is to have in the end. */
export interface Wanted {
  caOrders: number
  /** Over all its CA orders. */
  certificates: number
}

export interface OurOrder {
  id: string
  state: string
  caOrders: readonly { id: string }[]
  certificates: readonly { serialNumber: string }[]
  /** One CA order and one certificate if not given. */
  wanted?: Wanted
}

const ONE: Wanted = { caOrders: 1, certificates: 1 }

/** Every list names what is wrong; all empty is how it must be. */
export interface Disagreement {
  /** CA orders beyond those that an order of ours was to have. */
  duplicateCaOrders: string[]
  /** Certificates beyond those that an order of ours was to have. */
  duplicateCertificates: string[]
  /** Orders of ours that have not all the certificates that they were to have. */
  notIssued: string[]
  /** CA orders and certificates that we do not know of. */
  unknownToUs: string[]
  /** CA orders and certificates that we show and the CA does not have. */
  unknownToCa: string[]
}

/** Compares the CA's books with ours. */
export function compareBooks(books: CaBooks, ours: readonly OurOrder[]): Disagreement {
  const caOrders = books.caOrders.map(({ id }) => id)
  const serials = books.certificates.map(({ serialNumber }) => serialNumber)
  const ourCaOrders = ours.flatMap((order) => order.caOrders.map(({ id }) => id))
  const ourSerials = ours.flatMap((order) => order.certificates.map(({ serialNumber }) => serialNumber))
  return {
    duplicateCaOrders: ours.flatMap((order) =>
      boughtFor(books, order)
        .slice((order.wanted ?? ONE).caOrders)
        .map(({ id }) => id),
    ),
    duplicateCertificates: ours.flatMap((order) =>
      issuedFor(books, order)
        .slice((order.wanted ?? ONE).certificates)
        .map(({ serialNumber }) => serialNumber),
    ),
    notIssued: ours.filter(lacksSome).map(({ id, state }) => `${id} ${state}`),
    unknownToUs: [...without(caOrders, ourCaOrders), ...without(serials, ourSerials)],
    unknownToCa: [...without(ourCaOrders, caOrders), ...without(ourSerials, serials)],
  }
}

/** By our id, or, where the CA makes up the id, under our label. */
function boughtFor({ caOrders }: CaBooks, { id }: OurOrder): CaBooks['caOrders'] {
  return caOrders.filter((caOrder) => caOrder.id.startsWith(`${id}-`) || caOrder.customer === id)
}

function issuedFor(books: CaBooks, order: OurOrder): CaBooks['certificates'] {
  const bought = new Set([...boughtFor(books, order), ...order.caOrders].map(({ id }) => id))
  return books.certificates.filter(({ caOrder }) => bought.has(caOrder))
}

function lacksSome({ state, certificates, wanted = ONE }: OurOrder): boolean {
  return state !== 'issued' || certificates.length < wanted.certificates
}

function without(all: readonly string[], known: readonly string[]): string[] {
  const those = new Set(known)
  return all.filter((each) => !those.has(each))
}
