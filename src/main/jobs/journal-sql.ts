/**
 * The journal's tables. Bytes stand in a table of their own so that lists never page through them; the partial
 * indexes keep the queue's questions as fast with 50,000 jobs in the journal as with none.
 */
export const journalSchema = `
CREATE TABLE IF NOT EXISTS jobs (
  sequence      INTEGER PRIMARY KEY AUTOINCREMENT,
  id            TEXT NOT NULL UNIQUE,
  kind          TEXT NOT NULL,
  state         TEXT NOT NULL,
  lane          INTEGER NOT NULL,
  priority      INTEGER NOT NULL,
  order_id      TEXT,
  document      TEXT NOT NULL,
  created_at    INTEGER NOT NULL,
  updated_at    INTEGER NOT NULL,
  document_date INTEGER NOT NULL,
  expires_at    INTEGER NOT NULL,
  reprint_of    TEXT,
  duplicata     INTEGER NOT NULL,
  error_code    TEXT,
  error_message TEXT,
  source         TEXT NOT NULL DEFAULT 'unknown',
  source_address TEXT,
  amount         TEXT,
  amount_value   REAL,
  search_text    TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_waiting ON jobs (lane, priority, sequence) WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS jobs_expiry ON jobs (expires_at) WHERE state = 'queued';
CREATE INDEX IF NOT EXISTS jobs_by_state ON jobs (state, sequence);
CREATE INDEX IF NOT EXISTS jobs_by_time ON jobs (created_at);
CREATE INDEX IF NOT EXISTS jobs_by_order ON jobs (order_id, sequence) WHERE kind = 'ticket';
CREATE TABLE IF NOT EXISTS job_bytes (
  sequence INTEGER PRIMARY KEY,
  deflated BLOB NOT NULL,
  columns  INTEGER,
  dots     INTEGER
) STRICT;
CREATE TABLE IF NOT EXISTS timeline (
  sequence INTEGER NOT NULL,
  step     INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  state    TEXT NOT NULL,
  detail   TEXT,
  PRIMARY KEY (sequence, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS idempotency (
  key         TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  job_id      TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS idempotency_by_age ON idempotency (created_at);
`;

/** Stored in SQLite's user_version: a journal of a later version is refused rather than misread. */
export const journalVersion = 2;
