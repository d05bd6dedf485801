import { type ControlInstruction, otherHosts } from '../../domain/control-instructions.ts'
import { bareName, registrableDomain } from '../../pki/names.ts'
import { createDnsLook, type DnsLook } from './dns-look.ts'
import { createFileLook, type FileLook } from './file-look.ts'

/**
 * What our own look found: the proof, nothing, something else in its place, a way to another place, which the CA may
 * follow or not, or no way to look.
 */
export type LookResult = 'visible' | 'absent' | 'different' | 'redirected' | 'unreachable'

/** Our own eyes on the world, before and beside the CA's. */
export interface ControlLook {
  /** Looks for one published proof. A mail cannot be seen, so it counts as `unreachable`. Never throws. */
  look(instruction: ControlInstruction): Promise<LookResult>
}

export interface ControlLookOptions {
  /** The only DNS server to ask; the system's resolvers otherwise. */
  dns?: { host: string; port: number } | undefined
  /** Where files are looked for instead of at the name itself; with it, private addresses are allowed. */
  fileHost?: { host: string; port: number } | undefined
  timeoutMs?: number
}

const DEFAULT_TIMEOUT_MS = 4_000

export function createControlLook(options: ControlLookOptions): ControlLook {
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS
  const dns: DnsLook = createDnsLook({ server: options.dns, timeoutMs })
  const file: FileLook = createFileLook({ host: options.fileHost, timeoutMs })
  return {
    async look(instruction) {
      switch (instruction.type) {
        case 'dns':
          return lookAtRecord(dns, instruction)
        case 'file':
          return file(instruction.url, instruction.body)
        case 'email':
          return 'unreachable'
      }
    },
  }
}

/** Where it is not in the place asked for, the CA takes it elsewhere, too: so must whoever tells the CA to look. */
async function lookAtRecord(
  dns: DnsLook,
  instruction: Extract<ControlInstruction, { type: 'dns' }>,
): Promise<LookResult> {
  const { host, name, recordType, value } = instruction
  const found = await dns(host, recordType, value)
  if (found === 'visible') return found
  for (const other of otherHosts(instruction, registrableDomain(bareName(name)))) {
    if ((await dns(other, recordType, value)) === 'visible') return 'visible'
  }
  return found
}
