import { defineCommand } from '../../../workflows/certificate-order/define-command.ts'

defineCommand(
  'cancel',
  async () => {
    throw new Error('nobody would hear this')
  },
  { onUpdate: async () => ({ state: 'done' }), onSignal: () => undefined },
)
