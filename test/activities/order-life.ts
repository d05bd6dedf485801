import type { PlaceOrderInput } from '../../activities/ca/place-order.ts'
import type { CaOrderConfiguration } from '../../activities/ca/port.ts'
import { newId } from '../../platform/ids.ts'
import { findOrder, type Order } from '../../sandbox/core/orders.ts'
import { acceptCommand } from '../../store/queries/commands.ts'
import { door, eventually } from '../sandbox/harness.ts'
import { asActivities, keptRow, toPlace, type World } from './deps.ts'

/** The order as the CA has it. */
export function atCa(world: World, caOrderId: string): Order {
  const order = findOrder(world.sandbox.core.context.database, caOrderId)
  if (order === undefined) throw new Error(`the CA has no ${caOrderId}`)
  return order
}

/** An order that the CA has and waits for. */
export async function placed(
  world: World,
  changes: Partial<CaOrderConfiguration> = {},
  kept: Parameters<typeof toPlace>[2] = {},
): Promise<PlaceOrderInput> {
  const input = await toPlace(world, changes, kept)
  await asActivities(world).placeCaOrder(input)
  return input
}

/** Publishes the record that the CA wants for the order's only name. */
export async function publish(world: World, input: PlaceOrderInput): Promise<void> {
  const { code, names } = await keptRow(world, input.caOrderId)
  const host = `_certum.${names[0]?.name}`
  const { status } = await door(world.sandbox, 'PUT', `/dns/${host}/TXT`, { values: [code] })
  if (status !== 200) throw new Error(`${host} was not published`)
}

/** Waits until the CA has come so far by itself. */
export async function untilAtCa(world: World, caOrderId: string, status: Order['status']): Promise<Order> {
  return eventually(async () => {
    const order = atCa(world, caOrderId)
    return order.status === status ? order : undefined
  })
}

/** An order that the CA has issued, and of which we know no more than that it was placed. */
export async function issued(
  world: World,
  changes: Partial<CaOrderConfiguration> = {},
  kept: Parameters<typeof toPlace>[2] = {},
): Promise<PlaceOrderInput> {
  const input = await placed(world, changes, kept)
  await publish(world, input)
  const port = await world.deps.portOf(world.caAccountId)
  await port.startControlCheck((await keptRow(world, input.caOrderId)).code ?? '')
  await untilAtCa(world, input.caOrderId, 'ENROLLED')
  return input
}

/** A command of the order's that was kept with this body. @returns its id */
export async function keptCommand(world: World, orderId: string, body: unknown): Promise<string> {
  const command = { id: newId(), billingSystemId: null, orderId, name: 'cancel', body, arguments: {} }
  return (await acceptCommand(world.here.db, { ...command, actor: { role: 'admin', id: null } })).id
}
