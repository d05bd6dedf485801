/** What a long download or build needs of the one who asked for it. */
export interface Bringing {
  /** Says in a few words what is being done, for a person who waits. */
  tell(words: string): void
  /** Aborted where nobody waits any longer. */
  stopped: AbortSignal
}
