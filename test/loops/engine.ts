import { after, before } from 'node:test'
import { Client, Connection } from '@temporalio/client'
import { TEST_NAMESPACE, testTemporalAddress } from '../support/temporal-dev-server.ts'

/** A dev server for the tests of this file, without any worker: what arrives there is seen in histories. */
export function withEngine(): { readonly client: Client } {
  const holder: { client: Client | null } = { client: null }
  before(async () => {
    const connection = await Connection.connect({ address: await testTemporalAddress() })
    holder.client = new Client({ connection, namespace: TEST_NAMESPACE })
  })
  after(() => holder.client?.connection.close())
  return {
    get client() {
      if (holder.client === null) throw new Error('the engine is there only inside tests')
      return holder.client
    },
  }
}
