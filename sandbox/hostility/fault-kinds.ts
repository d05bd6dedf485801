/**
 * What can go wrong with one call. Where a name says `after`, or below, the work is done and only the answer goes wrong:
 * the caller cannot know.
 */
export const FAULT_KINDS = [
  /** The work is done; the answer never comes. */
  'timeout-after-success',
  /** The work is done; the connection is cut instead of an answer. */
  'reset-after-success',
  /** The work is done; the answer is a SOAP fault. */
  'fault-after-success',
  /** The work is done; a gateway in between says 502 in HTML. */
  '502-after-success',
  /** The work is done; half of the answer arrives, as if it were all. */
  'cut-short',
  /** The message arrives twice; the answer is the second one's, as 1012 for an order. */
  'duplicate-id',
  /** The work is done, late: for a caller with less patience, after it gave up. */
  'slow',
  /** No work: a SOAP fault. */
  'fault',
  /** No work: the caller's address is not on the list. */
  '403',
  /** No work: as a wrong path answers. */
  '404',
  /** No work: a page of a web server that does not work. */
  '500-html',
  /** No work: the connection is cut. */
  'reset',
  /** No work: too many looks (2205) for `performSanVerification`, HTTP 429 for the others. */
  'throttle',
  /** No work: `successCode` 1 and no number. */
  'success-without-errors',
  /** No work: the number told with it. */
  'error',
] as const
export type FaultKind = (typeof FAULT_KINDS)[number]

/** What one call meets. */
export interface MetFault {
  kind: FaultKind
  /** The CA's error number for `error`; without one the answer fails and names no error. */
  code?: number | undefined
  /** How late `slow` answers; the sandbox's own choice if not given. */
  delayMs?: number | undefined
}
