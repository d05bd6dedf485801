/** What an admin does at a CA without an API. */
export const CA_TASK_KINDS = ['issue', 'reissue', 'renew', 'revoke', 'cancel'] as const
export type CaTaskKind = (typeof CA_TASK_KINDS)[number]

/** `done`: it was; `refused`: the CA would not; `withdrawn`: nobody wants it any more. */
export const CA_TASK_RESULTS = ['done', 'refused', 'withdrawn'] as const
export type CaTaskResult = (typeof CA_TASK_RESULTS)[number]

/** Tasks that end with a certificate: that is entered, and nobody ticks them off. */
export function endsWithCertificate(kind: CaTaskKind): boolean {
  switch (kind) {
    case 'issue':
    case 'reissue':
    case 'renew':
      return true
    case 'revoke':
    case 'cancel':
      return false
  }
}
