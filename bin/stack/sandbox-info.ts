import { z } from 'zod'

const hostAndPort = z.object({ host: z.string(), port: z.int() })
/** Addresses arrive as `host:port` or as an object of both. */
const address = z.union([
  z.string(),
  hostAndPort.transform(({ host, port }) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)),
])

/** How the sandbox can be reached, as its process says once it is ready. */
export const sandboxInfoSchema = z.object({
  url: z.string(),
  soapUrl: z.string(),
  /** `host:port` of its DNS server, and of its host of published files. */
  dns: address,
  fileHost: address,
  smtp: z.union([address, z.url()]),
  userName: z.string(),
  password: z.string(),
})
export type SandboxInfo = z.infer<typeof sandboxInfoSchema>

/** The mailbox as a URL, whichever way its address came. */
export function smtpUrlOf(info: SandboxInfo): string {
  return info.smtp.startsWith('smtp') ? info.smtp : `smtp://${info.smtp}`
}
