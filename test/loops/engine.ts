import { after, before } from 'node:test'
import type { Client } from '@temporalio/client'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { findTemporalCli } from '../../bin/stack/temporal-cli.ts'
import { SEARCH_ATTRIBUTES } from '../../workflows/contract.ts'

/** A dev server for the tests of this file, without any worker: what arrives there is seen in histories. */
export function withEngine(): { readonly client: Client } {
  const holder: { environment: TestWorkflowEnvironment | null } = { environment: null }
  before(async () => {
    const path = await findTemporalCli({ tell: () => undefined, stopped: new AbortController().signal })
    holder.environment = await TestWorkflowEnvironment.createLocal({
      server: {
        executable: { type: 'existing-path', path },
        searchAttributes: Object.values(SEARCH_ATTRIBUTES),
      },
    })
  })
  after(() => holder.environment?.teardown())
  return {
    get client() {
      if (holder.environment === null) throw new Error('the engine is there only inside tests')
      return holder.environment.client
    },
  }
}
