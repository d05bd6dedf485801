import type { CommandMessage } from '../contract.ts'
import type { Life } from './life.ts'
import { note } from './life.ts'
import { nextConfiguration } from './next-configuration.ts'
import { intendPurchase } from './ordering.ts'
import { beginUndertaking } from './undertaking.ts'

/** The CA cancelled or refused it: ordered again, free of charge, under this order and the next id (row M15). */
export function askToRepeat(life: Life, message: CommandMessage<'repeat'>): void {
  const configurationId = nextConfiguration(life.state)
  note(life, 'order.repeat-asked', message.actor)
  if (configurationId !== null) intendPurchase(life, configurationId)
  beginUndertaking(life, {
    kind: 'repeat',
    occasion: message.commandId,
    commandId: message.commandId,
    serialNumber: null,
    configurationId,
    addNames: [],
    productCode: null,
  })
}
