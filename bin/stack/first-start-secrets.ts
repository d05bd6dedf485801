import { z } from 'zod'
import { newSecret } from '../../platform/ids.ts'
import { readJson, writePrivateJson } from './private-json.ts'

const secretsSchema = z.object({
  secret: z.string(),
  adminPassword: z.string(),
  apiToken: z.string(),
  postgresPassword: z.string(),
})

/** What is made up at the first start of a data folder and kept in it. */
export type FirstStartSecrets = z.infer<typeof secretsSchema>

/** Reads the data folder's secrets, and makes those that are missing. */
export function firstStartSecrets(file: string): FirstStartSecrets {
  const read = secretsSchema.partial().safeParse(readJson(file))
  const known = read.success ? read.data : {}
  const secrets: FirstStartSecrets = {
    secret: known.secret ?? newSecret(256),
    adminPassword: known.adminPassword ?? newSecret(120),
    apiToken: known.apiToken ?? `cl_${newSecret(256)}`,
    postgresPassword: known.postgresPassword ?? newSecret(192),
  }
  writePrivateJson(file, secrets)
  return secrets
}
