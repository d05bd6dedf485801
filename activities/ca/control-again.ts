import type { ControlMethod } from '../../domain/product.ts'
import { CaRefusal } from './errors.ts'
import type { CaOrderRequest, CaOrderState, CaPort, ControlRequest } from './port.ts'

/**
 * How control is proven this time: by the method that was used last, as the configuration has it otherwise. Undefined
 * where no names are to be proven.
 */
export function controlAgain(
  { verification }: Pick<CaOrderRequest, 'verification'>,
  method: ControlMethod | null,
): ControlRequest | undefined {
  if (verification === undefined) return undefined
  const { emailPrefix, ...entered } = verification
  const chosen = method ?? entered.method
  // The CA wants a prefix with mails to an approver, and refuses one with everything else (errors 2158, 2159).
  return chosen === 'ADMIN'
    ? { ...entered, method: chosen, email: undefined, emailPrefix: emailPrefix ?? 'ADMIN' }
    : { ...entered, method: chosen }
}

/** The code of an order whose answer was lost went with it: a new one is asked for, where one is still of use. */
export async function codeAgain(
  port: CaPort,
  { caOrderId, status }: Pick<CaOrderState, 'caOrderId' | 'status'>,
  control: ControlRequest | undefined,
): Promise<string | null> {
  if (control === undefined || control.method === 'ADMIN' || status !== 'AWAITING') return null
  try {
    return (await port.renewControl(caOrderId, control))?.code ?? null
  } catch (error) {
    if (error instanceof CaRefusal) return null
    throw error
  }
}
