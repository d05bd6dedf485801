/** Keeps calls to a CA within what its account may send. One limiter serves every process. */
export interface CallLimiter {
  /** Resolves when the account may make one more call; waits in line until then. */
  acquire(accountId: string): Promise<void>
}
