import { sandboxProcess } from '../processes/sandbox-process.ts'

/** `certloom sandbox`, which `certloom start` runs. */
export function sandbox(options: {
  host: string
  database: string
  httpPort: number
  dnsPort: number
  smtpPort: number
}): Promise<void> {
  const { database, ...where } = options
  return sandboxProcess({ ...where, databaseFile: database })
}
