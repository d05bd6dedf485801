import { isGrpcServiceError } from '@temporalio/client'
import type { MigrationSettings } from '../../platform/settings.ts'
import { SEARCH_ATTRIBUTES } from '../../workflows/contract.ts'
import { connectClient } from './temporal.ts'

const GRPC_ALREADY_EXISTS = 6

/** `temporal.api.enums.v1.IndexedValueType`, as the engine's API numbers it. */
const INDEXED_VALUE_TYPE = { KEYWORD: 2, DATETIME: 6, KEYWORD_LIST: 7 } as const

/** Registers the search attributes of orders with the engine; those already there are left. */
export async function registerSearchAttributes(settings: Pick<MigrationSettings, 'temporal'>): Promise<void> {
  const client = await connectClient(settings.temporal)
  const { namespace } = settings.temporal
  try {
    const known = await client.connection.operatorService.listSearchAttributes({ namespace })
    const missing = Object.values(SEARCH_ATTRIBUTES).filter((key) => !(key.name in known.customAttributes))
    if (missing.length === 0) return
    const searchAttributes = Object.fromEntries(
      missing.map((key) => [key.name, INDEXED_VALUE_TYPE[key.type]]),
    )
    await client.connection.operatorService.addSearchAttributes({ namespace, searchAttributes })
  } catch (error) {
    // Another start registered them between our look and our call.
    if (!(isGrpcServiceError(error) && Number(error.code) === GRPC_ALREADY_EXISTS)) throw error
  } finally {
    await client.connection.close()
  }
}
