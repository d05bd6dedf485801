import { RateLimiterMemory } from 'rate-limiter-flexible'

const WINDOW_SECONDS = 15 * 60
const LINKS_PER_CALLER = 30
const LINKS_PER_ADDRESS = 5

/**
 * Counts the links that are asked for, by caller and by address: whether or not anybody has the address, so that the
 * bound tells nothing of it either. Whose address is asked for by a stranger has the links, and is not kept out.
 */
export class LinkThrottle {
  readonly #byCaller = new RateLimiterMemory({ points: LINKS_PER_CALLER, duration: WINDOW_SECONDS })
  readonly #byAddress = new RateLimiterMemory({ points: LINKS_PER_ADDRESS, duration: WINDOW_SECONDS })
  /** Seconds after which asking is possible again for certain. */
  readonly retryAfterSeconds = WINDOW_SECONDS

  /** True where another link may be asked for. Who asks for too much uses up nobody else's. */
  async take(address: string, caller: string): Promise<boolean> {
    const isTaken = (limiter: RateLimiterMemory, key: string): Promise<boolean> =>
      limiter.consume(key).then(
        () => true,
        () => false,
      )
    return (await isTaken(this.#byCaller, caller)) && (await isTaken(this.#byAddress, address.toLowerCase()))
  }
}
