import { type LiveStack, startStack } from '../../test/end-to-end/support/stack.ts'

/** So that an answer that never comes is known to be lost soon. */
const CA_TIMEOUT_MS = 2_000
/** The CA's rate is not what is tried here. */
const CALLS_PER_SECOND = 100

/** A system of its own that gives up on the CA's answers soon, and may ask often. */
export function startUnderFaults(): Promise<LiveStack> {
  return startStack({
    environment: {
      CERTUM_TIMEOUT_MS: String(CA_TIMEOUT_MS),
      CERTUM_CALLS_PER_SECOND: String(CALLS_PER_SECOND),
      CERTUM_CALL_BURST: String(CALLS_PER_SECOND),
    },
  })
}
