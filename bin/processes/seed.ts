import type { ServiceSettings } from '../../platform/settings.ts'

/** What a first start knows. */
export interface SeedInput {
  adminEmail: string
  adminPassword: string
  /** The token of `default`, with all scopes. */
  apiToken: string
  /** The sandbox as first CA account, with everything it sells switched on; null where settings name a CA. */
  sandbox: { soapUrl: string; userName: string; password: string } | null
}

/** Writes the records without which a new installation could not be used. What is there already is left as it is. */
export async function seed(_settings: ServiceSettings, _input: SeedInput): Promise<void> {}
