import { Client, Connection } from '@temporalio/client'
import { loadClientConnectConfig } from '@temporalio/envconfig'
import { NativeConnection } from '@temporalio/worker'
import { readEnvironment, type ServiceSettings } from '../../platform/settings.ts'

type TemporalSettings = Pick<ServiceSettings, 'temporal'>['temporal']

/** Address, TLS and key as the Temporal SDK's own environment configuration reads them. */
function connectionOptions(temporal: Pick<TemporalSettings, 'address'>) {
  const environment = { ...readEnvironment(), TEMPORAL_ADDRESS: temporal.address }
  return loadClientConnectConfig({ overrideEnvVars: environment }).connectionOptions
}

/** A connection for a worker, which stays with it until the worker has stopped. */
export function connectWorker(temporal: TemporalSettings): Promise<NativeConnection> {
  return NativeConnection.connect(connectionOptions(temporal))
}

/** A client for starting, asking and telling workflows. Close its connection when done. */
export async function connectClient(temporal: TemporalSettings): Promise<Client> {
  const connection = await Connection.connect(connectionOptions(temporal))
  return new Client({ connection, namespace: temporal.namespace })
}
