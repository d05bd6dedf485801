import type { TestContext } from 'node:test'
import { createCertumPort } from '../../../activities/ca/certum/certum-port.ts'
import { CaRefusal } from '../../../activities/ca/errors.ts'
import type { CaPort } from '../../../activities/ca/port.ts'
import { scripted } from './clients.ts'
import { type Handler, header } from './servers.ts'

export async function portOver(t: TestContext, script: Record<string, Handler>): Promise<CaPort> {
  return createCertumPort((await scripted(t, script)).client)
}

export const ok = (more: object = {}) => ({ responseHeader: header(), ...more })

/** The refusal a call ends with; a call that succeeds, or fails otherwise, fails the test. */
export async function refusalOf(call: Promise<unknown>): Promise<CaRefusal> {
  try {
    await call
  } catch (error) {
    if (error instanceof CaRefusal) return error
    throw error
  }
  throw new Error('the call succeeded')
}
