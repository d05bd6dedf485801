/** Tables of the sandbox. Instants are milliseconds since 1970; columns named in the plural or as objects hold JSON. */
export const SCHEMA = `
CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE IF NOT EXISTS orders (
  id TEXT PRIMARY KEY,
  customer TEXT NOT NULL,
  productCode TEXT NOT NULL,
  language TEXT NOT NULL,
  status TEXT NOT NULL,
  createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL,
  csr TEXT NOT NULL,
  keyHash TEXT NOT NULL,
  names TEXT NOT NULL,
  subject TEXT NOT NULL,
  requestor TEXT,
  taxNumber TEXT,
  hashAlgorithm TEXT,
  shortenedUntil TEXT,
  approver TEXT,
  code TEXT,
  codeExpiresAt INTEGER,
  checkDueAt INTEGER,
  stepDueAt INTEGER,
  approvedAt INTEGER,
  productValidUntil INTEGER
);
CREATE INDEX IF NOT EXISTS orders_key ON orders (keyHash);
CREATE INDEX IF NOT EXISTS orders_code ON orders (code);
CREATE INDEX IF NOT EXISTS orders_check ON orders (checkDueAt) WHERE checkDueAt IS NOT NULL;
CREATE INDEX IF NOT EXISTS orders_step ON orders (stepDueAt) WHERE stepDueAt IS NOT NULL;
CREATE INDEX IF NOT EXISTS orders_created ON orders (createdAt);

CREATE TABLE IF NOT EXISTS status_changes (orderId TEXT NOT NULL, status TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS status_changes_at ON status_changes (at);
CREATE INDEX IF NOT EXISTS status_changes_order ON status_changes (orderId);

CREATE TABLE IF NOT EXISTS proofs (
  orderId TEXT NOT NULL,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  state TEXT NOT NULL,
  verifiedAt INTEGER,
  expiresAt INTEGER,
  info TEXT,
  negatives TEXT NOT NULL,
  PRIMARY KEY (orderId, name)
);
CREATE TABLE IF NOT EXISTS check_runs (orderId TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS check_runs_order ON check_runs (orderId, at);

CREATE TABLE IF NOT EXISTS links (
  id TEXT PRIMARY KEY,
  orderId TEXT NOT NULL,
  address TEXT NOT NULL,
  names TEXT NOT NULL,
  expiresAt INTEGER NOT NULL,
  confirmedAt INTEGER
);
CREATE INDEX IF NOT EXISTS links_order ON links (orderId);

CREATE TABLE IF NOT EXISTS mailboxes (
  orderId TEXT PRIMARY KEY,
  address TEXT NOT NULL,
  sentAt INTEGER NOT NULL,
  linkExpiresAt INTEGER NOT NULL,
  verifiedAt INTEGER
);

CREATE TABLE IF NOT EXISTS documents (
  id TEXT PRIMARY KEY,
  orderId TEXT NOT NULL,
  type TEXT NOT NULL,
  description TEXT NOT NULL,
  fileNames TEXT NOT NULL,
  createdAt INTEGER NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  decidedAt INTEGER,
  decideDueAt INTEGER
);
CREATE INDEX IF NOT EXISTS documents_order ON documents (orderId);
CREATE INDEX IF NOT EXISTS documents_due ON documents (decideDueAt) WHERE decideDueAt IS NOT NULL;
CREATE TABLE IF NOT EXISTS document_hashes (
  orderId TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (orderId, sha256)
);

CREATE TABLE IF NOT EXISTS certificates (
  serialNumber TEXT PRIMARY KEY,
  orderId TEXT NOT NULL,
  issuer TEXT NOT NULL,
  issuedAt INTEGER NOT NULL,
  notBefore INTEGER NOT NULL,
  notAfter INTEGER NOT NULL,
  pem TEXT NOT NULL,
  commonName TEXT NOT NULL,
  subjectName TEXT NOT NULL,
  names TEXT NOT NULL,
  reissue INTEGER NOT NULL,
  status TEXT NOT NULL,
  reason TEXT,
  revokeDueAt INTEGER,
  revokedAt INTEGER,
  invalidFrom INTEGER
);
CREATE INDEX IF NOT EXISTS certificates_order ON certificates (orderId);
CREATE INDEX IF NOT EXISTS certificates_revoking ON certificates (revokeDueAt) WHERE revokeDueAt IS NOT NULL;

CREATE TABLE IF NOT EXISTS mails (
  id TEXT PRIMARY KEY,
  receivedAt INTEGER NOT NULL,
  sender TEXT NOT NULL,
  recipients TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT,
  messageId TEXT,
  headers TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS dns_records (
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  contents TEXT NOT NULL,
  PRIMARY KEY (name, type)
);
CREATE TABLE IF NOT EXISTS files (host TEXT NOT NULL, path TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (host, path));
CREATE TABLE IF NOT EXISTS faults (
  operation TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  code INTEGER,
  delayMs INTEGER,
  times INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS hostility (settings TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS hostility_calls (
  operation TEXT NOT NULL,
  kind TEXT NOT NULL,
  calls INTEGER NOT NULL,
  PRIMARY KEY (operation, kind)
);
CREATE TABLE IF NOT EXISTS billing_invoices (
  id TEXT PRIMARY KEY,
  orderId TEXT NOT NULL,
  ledger TEXT UNIQUE,
  status TEXT NOT NULL,
  dueOn TEXT,
  createdAt INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS billing_events (
  id TEXT PRIMARY KEY,
  type TEXT NOT NULL,
  orderId TEXT,
  sequence INTEGER NOT NULL,
  receivedAt INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS billing_due_dates (orderId TEXT PRIMARY KEY, dueOn TEXT);
`

/** Columns that tables of older data folders lack. */
export const ADDED_COLUMNS = [
  { table: 'certificates', column: 'issuer', definition: "TEXT NOT NULL DEFAULT 'issuing'" },
  { table: 'certificates', column: 'invalidFrom', definition: 'INTEGER' },
] as const

/** What `POST /reset` empties: everything but the CA itself, its account and its keys. */
export const RESETTABLE_TABLES = [
  'orders',
  'status_changes',
  'proofs',
  'check_runs',
  'links',
  'mailboxes',
  'documents',
  'document_hashes',
  'certificates',
  'mails',
  'dns_records',
  'files',
  'faults',
  'hostility',
  'hostility_calls',
  'billing_invoices',
  'billing_events',
  'billing_due_dates',
] as const
