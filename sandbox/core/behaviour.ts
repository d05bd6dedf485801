import { z } from 'zod'
import { CODES_GIVEN, NAMES_ISSUED, REISSUE_LISTS } from '../hostility/names-and-codes.ts'

const ms = z
  .number()
  .int()
  .min(0)
  .max(30 * 86_400_000)
const count = z.number().int().min(0).max(1_000_000)
const days = z.number().min(0).max(36_500)

/** What a web server does with a proof before it is asked for the right address. */
export const FILE_REDIRECTS = ['none', 'https', 'www', 'elsewhere', 'loop'] as const
/** The way a web server writes the same few bytes. */
export const FILE_ANSWERS = ['plain', 'gzip', 'chunked', 'bom', 'html', 'untyped'] as const

/**
 * How quick, strict, patient and odd the sandbox is, and what of it `PUT /behaviour` may change. Where the CA's own ways
 * are not known, there is a switch for each of the readings.
 */
export const behaviourSchema = z.strictObject({
  /** From performSanVerification to the look at the records; a second call meanwhile gets 2204. */
  checkMs: ms,
  /** For how long after a look performSanVerification still answers that one runs (2204). */
  stickyCheckMs: ms,
  /** From the last proof to ACCEPTED, when nothing needs a person at the CA. */
  acceptMs: ms,
  /** From ACCEPTED to ENROLLED. */
  issueMs: ms,
  /** The same for an order that has a certificate already; null: as `issueMs`. */
  reissueMs: ms.nullable(),
  /** From REVOKING to REVOKED. */
  revokeMs: ms,
  /** Time between two looks at a CAA record that forbids the CA. */
  caaRetryMs: ms,
  /** More performSanVerification calls an hour and order get 2205. */
  checksPerHour: count,
  /** Life of a code and of a link in a mail. */
  codeLifeDays: days,
  /** Life of the link to an S/MIME mailbox. */
  mailLifeHours: z.number().min(0).max(10_000),
  /** How long a click in a mailbox counts for further certificates. */
  mailboxProofDays: days,
  /** From a document's arrival to its acceptance; null where a person at the CA decides. */
  acceptDocumentsMs: ms.nullable(),
  /** How late a `slow` fault answers. */
  slowMs: ms,
  /** How long a lost answer keeps the caller's connection open. */
  holdMs: ms,
  /** Whether a key known from another order that was not rejected gets 1032. */
  refuseReusedKeys: z.boolean(),
  /** How many days that are left of a product are added to the one that renews it. */
  renewalCarriesDays: days,
  /** Whether a reissue on the key of its own order gets 1032. */
  refuseOwnKey: z.boolean(),
  /** Whether reissues and renewals want a common name in the CSR (1015): their requests have no other place for it. */
  refuseNamelessCsr: z.boolean(),
  /** Whether a message must fit the contract to the letter: else it is a fault, or 1172 for what the contract lacks. */
  strict: z.boolean(),
  /** The `successCode` of wrong credentials: the CA's tables name 2 and 3. */
  credentialsSuccessCode: z.union([z.literal(2), z.literal(3)]),
  /** Orders on one page of a list. */
  pageSize: z.number().int().min(1).max(10_000),
  /**
   * What getModifiedOrders lists: an order once as it is now; twice, newest first; or a row for each change with the
   * status it led to, in no order.
   */
  modifiedOrders: z.enum(['once', 'repeated', 'every-change']),
  /** How late a change of status shows in getModifiedOrders. */
  listDelayMs: ms,
  /** How old the order is that its own operations show: lists are ahead of them by so much. */
  stateDelayMs: ms,
  /** For how long after it was placed an order is unknown (1033) to those who ask for it by id. */
  findDelayMs: ms,
  /** How late an uploaded document, what became of it, and a click in a mailbox are seen. */
  evidenceDelayMs: ms,
  /** How the jurisdiction's fields of an order are spelt; other spellings are passed over. */
  jurisdictionSpelling: z.enum(['any', 'joiln', 'joILN']),
  /**
   * Which answers hold the code by which names are proven: all, none of a reissue or a renewal, or none but that of
   * addSanVerification.
   */
  codes: z.enum(CODES_GIVEN),
  /**
   * How the names of a reissue are read: as new ones, of which one that is in the certificate gets 2130; as names of which
   * those that are there are passed over; or as the whole list, so that what it leaves out is gone.
   */
  reissueNames: z.enum(REISSUE_LISTS),
  /** What a certificate holds: what was ordered, all of it but the last of several names, or another name besides. */
  namesIssued: z.enum(NAMES_ISSUED),
  /** Which certificate getCertificate gives for the id of an order that has several. */
  certificateOfOrder: z.enum(['newest', 'first', 'none']),
  /** The element of getOrderState that holds the end of the product; null where there is none. */
  productValidityElement: z
    .string()
    .regex(/^[A-Za-z]\w{0,63}$/)
    .nullable(),
  /** Whether lists that may be long have one element: the first error, the first of the CA's chain, an order a page. */
  singleElementLists: z.boolean(),
  /** Line ends of certificates, all on one line, or the base64 alone. */
  pemStyle: z.enum(['lf', 'crlf', 'unwrapped', 'bare']),
  /** What stands between the names of a certificate in `DNSNames`. */
  namesSeparator: z.string().min(1).max(10),
  /** Instants in UTC with a `Z`, in UTC without saying so, or by a clock in Warsaw in winter. */
  timestamps: z.enum(['utc', 'no-zone', 'offset']),
  /** Order of the children of every element of an answer. */
  childOrder: z.enum(['schema', 'reversed']),
  /** Whether what is absent comes as an element with `xsi:nil`. */
  nilElements: z.boolean(),
  /** Whether every element has a child that is in no contract. */
  unknownElements: z.boolean(),
  /** Whether the CA, looking for a file, follows redirects. */
  followRedirects: z.boolean(),
  /** Where the web servers of this world send those who ask for a file: nowhere, or somewhere else first. */
  fileRedirect: z.enum(FILE_REDIRECTS),
  /** How those web servers write a file. */
  fileAnswer: z.enum(FILE_ANSWERS),
  /**
   * What DNS answers where nothing is: NXDOMAIN and NODATA as they should be; NXDOMAIN also for names that only have names
   * below them, as old servers do; or never NXDOMAIN, as servers do that sign each answer when it is asked for.
   */
  dnsDenial: z.enum(['exact', 'nxdomain', 'nodata']),
})
export type Behaviour = z.infer<typeof behaviourSchema>

/** A DV certificate about a second after its proof. */
export const FRIENDLY_BEHAVIOUR: Behaviour = {
  checkMs: 200,
  stickyCheckMs: 0,
  acceptMs: 400,
  issueMs: 400,
  reissueMs: null,
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
  renewalCarriesDays: 30,
  refuseOwnKey: false,
  refuseNamelessCsr: false,
  strict: false,
  credentialsSuccessCode: 3,
  pageSize: 100,
  modifiedOrders: 'once',
  listDelayMs: 0,
  stateDelayMs: 0,
  findDelayMs: 0,
  evidenceDelayMs: 0,
  jurisdictionSpelling: 'any',
  codes: 'always',
  reissueNames: 'new-only',
  namesIssued: 'as-ordered',
  certificateOfOrder: 'newest',
  productValidityElement: 'productValidityDate',
  singleElementLists: false,
  pemStyle: 'lf',
  namesSeparator: ', ',
  timestamps: 'utc',
  childOrder: 'schema',
  nilElements: false,
  unknownElements: false,
  followRedirects: false,
  fileRedirect: 'none',
  fileAnswer: 'plain',
  dnsDenial: 'exact',
}
