import { CertloomError } from '../../domain/errors.ts'
import { revokedByCaAt } from '../../domain/older-certificates.ts'
import type { CertificateSummary } from '../../domain/order-view.ts'
import { canonicalSerial } from '../../domain/serial-number.ts'
import { inspectCertificate } from '../../pki/certificate.ts'
import { orderChain } from '../../pki/chain.ts'
import { FILE_FORMATS, type FileFormat } from '../../pki/file-formats.ts'
import { fileBaseName } from '../../pki/file-name.ts'
import { cerFile, chainFile, derFile, p7bFile, pemFile, zipFile } from '../../pki/formats.ts'
import type { KeyInfo } from '../../pki/key.ts'
import { isServerType, SERVER_TYPES, type ServerType } from '../../pki/server-types.ts'
import { currentCaOrder } from '../../store/queries/ca-orders.ts'
import { type CertificateRow, certificateBySerial, certificatesOf } from '../../store/queries/certificates.ts'
import { configurationById } from '../../store/queries/configurations.ts'
import { installationSettings } from '../../store/queries/settings.ts'
import type { CertificateDetails } from '../schemas/certificate.ts'
import type { Caller, ServiceDeps } from './deps.ts'
import { notPossibleNow } from './not-possible.ts'
import { visibleOrder } from './visible-order.ts'

export interface CertificateFile {
  contentType: string
  fileName: string
  body: Buffer
}

function summaryOf(row: CertificateRow): CertificateSummary {
  return {
    serialNumber: row.serialNumber,
    status: row.status,
    notBefore: row.notBefore.toISOString(),
    notAfter: row.notAfter.toISOString(),
    names: row.names,
    ...(row.missingNames.length > 0 ? { missingNames: row.missingNames } : {}),
    ...(row.extraNames.length > 0 ? { extraNames: row.extraNames } : {}),
    issuer: row.issuer,
    caOrder: row.caOrderId,
  }
}

/** A key without the fields its kind does not have. */
export function keyJson({
  algorithm,
  bits,
  curve,
  exponent,
  spkiSha256,
}: KeyInfo): CertificateDetails['key'] {
  return {
    algorithm,
    bits,
    ...(curve === undefined ? {} : { curve }),
    ...(exponent === undefined ? {} : { exponent }),
    spkiSha256,
  }
}

/** The certificate and what leads from it to the root. */
function chainOf(row: CertificateRow): string[] {
  return orderChain(row.pem, row.chain)
}

function detailsOf(row: CertificateRow, revokedAt: string | null): CertificateDetails {
  const { subject, subjectDn, issuerDn, key, sha1, sha256, pem } = inspectCertificate(row.pem)
  const above = chainOf(row)
    .slice(1)
    .map((each) => inspectCertificate(each))
  return {
    ...summaryOf(row),
    subject: Object.fromEntries(Object.entries(subject)),
    subjectDn,
    issuerDn,
    key: keyJson(key),
    fingerprints: { sha1, sha256 },
    pem,
    revokedByCaAt: revokedAt,
    chain: above.map(({ subjectDn, issuerDn, notBefore, notAfter, serialNumber, sha256, pem }) => ({
      ...{ subject: subjectDn, issuer: issuerDn, serialNumber, notBefore, notAfter },
      ...{ fingerprints: { sha256 }, pem },
    })),
  }
}

function serverOf(asked: string): ServerType {
  if (isServerType(asked)) return asked
  const params = { allowed: SERVER_TYPES.join(', ') }
  throw new CertloomError('invalid-input', { problems: [{ path: '/server', code: 'not-allowed', params }] })
}

/** Null where there is nothing to save: a chain of one has nothing above it. */
function oneFile(chain: readonly string[], format: Exclude<FileFormat, 'zip'>): Buffer | null {
  switch (format) {
    case 'pem':
      return Buffer.from(pemFile(chain))
    case 'cer':
      return Buffer.from(cerFile(chain))
    case 'der':
      return derFile(chain)
    case 'chain': {
      const text = chainFile(chain)
      return text === '' ? null : Buffer.from(text)
    }
    case 'p7b':
      return Buffer.from(p7bFile(chain))
  }
}

/** An order's certificates, and their files. */
export function createCertificateService(deps: ServiceDeps) {
  async function certificate(
    caller: Caller,
    orderId: string,
    serial: string,
    purpose: 'read' | 'download' = 'read',
  ): Promise<CertificateRow> {
    const order = await visibleOrder(deps, caller, orderId)
    if (purpose === 'download' && order.view.suspended) {
      throw notPossibleNow(order, { kind: 'suspension' })
    }
    const number = canonicalSerial(serial)
    const row = number === null ? null : await certificateBySerial(deps.db, order.id, number)
    if (row === null) throw new CertloomError('not-found')
    return row
  }

  /** What the client said their server is, where the file is not asked for another. */
  async function enteredServer(orderId: string): Promise<ServerType> {
    const id = (await currentCaOrder(deps.db, orderId))?.configurationId ?? null
    const entered = id === null ? null : await configurationById(deps.db, id)
    const { serverType } = entered?.body ?? {}
    return typeof serverType === 'string' && isServerType(serverType) ? serverType : 'other'
  }

  return {
    /** Newest first. */
    async list(caller: Caller, orderId: string): Promise<{ items: CertificateSummary[] }> {
      const order = await visibleOrder(deps, caller, orderId)
      return { items: (await certificatesOf(deps.db, order.id)).map(summaryOf) }
    },

    /** All of them with their details, newest first, and the server that the client said they are for. */
    async details(
      caller: Caller,
      orderId: string,
    ): Promise<{ items: CertificateDetails[]; server: ServerType }> {
      const order = await visibleOrder(deps, caller, orderId)
      const [all, { olderRevokedAfterDays }, server] = await Promise.all([
        certificatesOf(deps.db, order.id),
        installationSettings(deps.db),
        enteredServer(order.id),
      ])
      const summaries = all.map(summaryOf)
      const items = all.map((row) =>
        detailsOf(row, revokedByCaAt(summaryOf(row), summaries, olderRevokedAfterDays)),
      )
      return { items, server }
    },

    async read(caller: Caller, orderId: string, serial: string): Promise<CertificateDetails> {
      const row = await certificate(caller, orderId, serial)
      const [all, { olderRevokedAfterDays }] = await Promise.all([
        certificatesOf(deps.db, row.orderId),
        installationSettings(deps.db),
      ])
      return detailsOf(row, revokedByCaAt(summaryOf(row), all.map(summaryOf), olderRevokedAfterDays))
    },

    /**
     * A file to save: `pem` leaf and chain up to the root, `cer` the leaf, `der` the same in binary, `chain` what is
     * between leaf and root, `p7b` all of them, `zip` what `server` wants.
     * @throws {CertloomError} `not-found`; `not-possible-now` while suspended; `invalid-input` at `/server`
     */
    async file(
      caller: Caller,
      orderId: string,
      serial: string,
      format: FileFormat,
      server?: string | undefined,
    ): Promise<CertificateFile> {
      const row = await certificate(caller, orderId, serial, 'download')
      const chain = chainOf(row)
      const { subject } = inspectCertificate(row.pem)
      const base = fileBaseName(subject.commonName ?? row.names[0] ?? row.serialNumber)
      const { contentType, ending } = FILE_FORMATS[format]
      const named = { contentType, fileName: base + ending }
      if (format !== 'zip') {
        const body = oneFile(chain, format)
        if (body === null) throw new CertloomError('not-found')
        return { ...named, body }
      }
      const type = server ? serverOf(server) : await enteredServer(row.orderId)
      return { ...named, body: await zipFile(chain, type, caller.language) }
    },
  }
}
