import { z } from 'zod'

/** How the sandbox can be reached, as its process says once it is ready. */
export const sandboxInfoSchema = z.object({
  url: z.string(),
  soapUrl: z.string(),
  /** `host:port` of its DNS server, and of its host of published files. */
  dns: z.string(),
  fileHost: z.string(),
  /** `smtp://host:port` of its mailbox. */
  smtp: z.string(),
  userName: z.string(),
  password: z.string(),
})
export type SandboxInfo = z.infer<typeof sandboxInfoSchema>
