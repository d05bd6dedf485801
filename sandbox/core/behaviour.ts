/** How quick, strict and patient the sandbox is. The defaults are friendly: a DV certificate about a second after its proof. */
export interface Behaviour {
  /** From performSanVerification to the look at the records; a second call meanwhile gets 2204. */
  checkMs: number
  /** From the last proof to ACCEPTED, when nothing needs a person at the CA. */
  acceptMs: number
  /** From ACCEPTED to ENROLLED. */
  issueMs: number
  /** From REVOKING to REVOKED. */
  revokeMs: number
  /** Time between two looks at a CAA record that forbids the CA. */
  caaRetryMs: number
  /** More performSanVerification calls an hour and order get 2205. */
  checksPerHour: number
  /** Life of a code and of a link in a mail. */
  codeLifeDays: number
  /** Life of the link to an S/MIME mailbox. */
  mailLifeHours: number
  /** How long a click in a mailbox counts for further certificates. */
  mailboxProofDays: number
  /** From a document's arrival to its acceptance; null where a person at the CA decides. */
  acceptDocumentsMs: number | null
  /** How late a `slow` fault answers. */
  slowMs: number
  /** How long a lost answer keeps the caller's connection open. */
  holdMs: number
  /** Whether a key known from another order that was not rejected gets 1032. */
  refuseReusedKeys: boolean
  /** Whether a reissue on the key of its own order gets 1032. */
  refuseOwnKey: boolean
  /** The `successCode` of wrong credentials: the CA's tables name 2 and 3. */
  credentialsSuccessCode: 2 | 3
  /** Orders on one page of a list. */
  pageSize: number
}

export const FRIENDLY_BEHAVIOUR: Behaviour = {
  checkMs: 200,
  acceptMs: 400,
  issueMs: 400,
  revokeMs: 2_000,
  caaRetryMs: 5_000,
  checksPerHour: 60,
  codeLifeDays: 30,
  mailLifeHours: 24,
  mailboxProofDays: 30,
  acceptDocumentsMs: null,
  slowMs: 35_000,
  holdMs: 120_000,
  refuseReusedKeys: true,
  refuseOwnKey: false,
  credentialsSuccessCode: 3,
  pageSize: 100,
}
