import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { HttpProblem } from './problem.ts'

export type RateLimit = (key: string) => Promise<void>

/**
 * Lets so many requests a second of one key pass.
 * @throws {HttpProblem} `too-many-requests` with `Retry-After`, from the limit
 */
export function createRateLimit(requestsPerSecond: number): RateLimit {
  const limiter = new RateLimiterMemory({ points: requestsPerSecond, duration: 1 })
  return async (key) => {
    try {
      await limiter.consume(key)
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      const seconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000))
      throw new HttpProblem('too-many-requests', {
        headers: { 'Retry-After': String(seconds) },
        params: { seconds },
      })
    }
  }
}
