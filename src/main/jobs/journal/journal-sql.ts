/**
 * What persons have decided about jobs that did not come out, one row a job, as a table of its own: the version before leaves
 * it alone, and it can be counted without reading the jobs. `open`: an expired paper, somebody must decide; `drawer`: an
 * expired drawer, nobody has to; `left` and `reprinted`: somebody has. What expired before this table was there has no row: a
 * till that is brought up to date does not ask about the tickets of last month.
 */
export const journalDecisions = `
CREATE TABLE IF NOT EXISTS decisions (
  sequence INTEGER PRIMARY KEY,
  decision TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS decisions_by_decision ON decisions (decision, sequence);
`;

/** Of the row of `jobs` that a statement is at. */
export const decisionOfJob = '(SELECT decision FROM decisions WHERE decisions.sequence = jobs.sequence)';
export const jobColumns = `*, ${decisionOfJob} AS decision`;

/**
 * The journal's tables. Bytes stand in a table of their own so that lists never page through them; the partial
 * indexes keep the queue's questions as fast with 50,000 jobs in the journal as with none.
 *
 * A state is any text: the table of states in job.ts says which there are. `held` (JSON: what a request that waits for a
 * verdict must remember) is not written yet; it is here so that what comes next needs no other format. Neither is
 * `waited_ms`: `expires_at` goes with a wall clock that is set, so that it says the same, and earlier versions obey it.
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
  search_text    TEXT NOT NULL DEFAULT '',
  station        TEXT NOT NULL DEFAULT 'main',
  waited_ms      INTEGER NOT NULL DEFAULT 0,
  held           TEXT
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
${journalDecisions}`;

/** One owner at a time, and what is committed survives power loss. */
export const journalPragmas = `
PRAGMA locking_mode = EXCLUSIVE;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
PRAGMA journal_size_limit = 16777216;
`;

/**
 * The last sign of life, one row. Made by the first sign rather than with the journal: a full disk must not keep a till from
 * starting. Earlier versions leave it alone, and may have written jobs since: `sequence` is the newest job that it knew.
 */
export const lifeSchema = `
CREATE TABLE IF NOT EXISTS life (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  at       INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  is_end   INTEGER NOT NULL
) STRICT;
`;

/** Only where that table is. */
export const lifeQueries = {
  read: 'SELECT at, sequence, is_end FROM life',
  sign: 'INSERT OR REPLACE INTO life (id, at, sequence, is_end) SELECT 1, ?, coalesce(max(sequence), 0), ? FROM jobs',
};

/** Stored in SQLite's user_version: a journal of a later version is refused rather than misread. */
export const journalVersion = 3;

/** Papers of money that were only drawn, accepted at ?1 or later, about which nobody has decided. */
const drawnToOffer = `jobs INDEXED BY jobs_by_state
  WHERE state = 'drawn' AND kind IN ('ticket', 'cashout') AND created_at >= ?1 AND ${decisionOfJob} IS NULL
    AND sequence >= (SELECT min(sequence) FROM jobs INDEXED BY jobs_by_time WHERE created_at >= ?1)`;

/** The questions asked for every job. Each must walk an index, whatever the journal's length (tested). */
export const journalQueries = {
  // Without the hint SQLite takes the index by state and sorts everything that waits.
  next: `SELECT * FROM jobs INDEXED BY jobs_waiting WHERE station = ? AND state = 'queued'
         ORDER BY lane, priority, sequence LIMIT 1`,
  // Lane 0 are the drawers.
  expired: `SELECT * FROM jobs INDEXED BY jobs_expiry WHERE state = 'queued' AND expires_at <= ? AND lane <> 0
            ORDER BY expires_at LIMIT 1000`,
  nextExpiry: "SELECT min(expires_at) AS at FROM jobs INDEXED BY jobs_expiry WHERE state = 'queued' AND lane <> 0",
  waitingDrawers: `SELECT * FROM jobs INDEXED BY jobs_waiting WHERE state = 'queued' AND lane = 0
                   ORDER BY lane, priority, sequence`,
  countDrawers: `SELECT count(*) AS count FROM jobs INDEXED BY jobs_by_time
                 WHERE created_at > ? AND created_at <= ? AND kind = 'drawer'`,
  lastTicket: `SELECT ${jobColumns} FROM jobs WHERE kind = 'ticket' AND order_id = ? ORDER BY sequence DESC LIMIT 1`,
  get: `SELECT ${jobColumns} FROM jobs WHERE id = ?`,
  open: `SELECT jobs.*, decision FROM decisions INDEXED BY decisions_by_decision CROSS JOIN jobs USING (sequence)
         WHERE decision = 'open' AND state = 'expired' ORDER BY decisions.sequence LIMIT ?`,
  drawn: `SELECT * FROM ${drawnToOffer} ORDER BY sequence LIMIT ?2`,
  countDrawn: `SELECT count(*) AS count FROM ${drawnToOffer}`,
  statistics: `SELECT kind, state, created_at, updated_at,
                 EXISTS (SELECT 1 FROM timeline WHERE timeline.sequence = jobs.sequence AND timeline.state IN ('uncertain', 'failed', 'expired'))
                   AS was_decided
               FROM jobs INDEXED BY jobs_by_time WHERE created_at >= ? AND created_at < ?`,
};

/** Writes, and the reads that are not asked for every job. */
const journalStatements = {
  insertJob: `
    INSERT INTO jobs (id, station, kind, state, lane, priority, order_id, document, created_at, updated_at, document_date, expires_at,
      reprint_of, duplicata, source, source_address, amount, amount_value, search_text)
    VALUES (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  update:
    'UPDATE jobs SET state = ?, updated_at = ?, expires_at = ?, error_code = ?, error_message = ? WHERE sequence = ?',
  newest: 'SELECT sequence, updated_at FROM jobs ORDER BY sequence DESC LIMIT 1',
  oldest: 'SELECT sequence FROM jobs ORDER BY sequence LIMIT 1',
  arrivedUpTo: 'SELECT sequence, created_at FROM jobs WHERE sequence <= ? ORDER BY sequence DESC LIMIT 1',
  saveDecision: 'INSERT OR REPLACE INTO decisions (sequence, decision) VALUES (?, ?)',
  deleteDecision: 'DELETE FROM decisions WHERE sequence = ?',
  countDecisions: 'SELECT decision, count(*) AS count FROM decisions GROUP BY decision',
  changes: 'SELECT total_changes() AS count',
  countStates: 'SELECT state, count(*) AS count FROM jobs GROUP BY state',
  saveBytes: 'INSERT OR REPLACE INTO job_bytes (sequence, deflated, columns, dots) VALUES (?, ?, ?, ?)',
  bytes: 'SELECT deflated FROM job_bytes JOIN jobs USING (sequence) WHERE id = ?',
  paper: 'SELECT columns, dots FROM job_bytes JOIN jobs USING (sequence) WHERE id = ? AND columns IS NOT NULL',
  addStep: `INSERT INTO timeline (sequence, step, at, state, detail)
            SELECT ?1, coalesce(max(step), 0) + 1, ?2, ?3, ?4 FROM timeline WHERE sequence = ?1`,
  timeline: 'SELECT at, t.state AS state, detail FROM timeline t JOIN jobs USING (sequence) WHERE id = ? ORDER BY step',
  findIdempotency: 'SELECT * FROM idempotency WHERE key = ?',
  saveIdempotency: 'INSERT OR REPLACE INTO idempotency (key, fingerprint, job_id, created_at) VALUES (?, ?, ?, ?)',
  pruneIdempotency: 'DELETE FROM idempotency WHERE created_at < ?',
  moveExpiry: "UPDATE jobs INDEXED BY jobs_by_state SET expires_at = expires_at + ? WHERE state = 'queued'",
  moveIdempotency: 'UPDATE idempotency SET created_at = created_at + ?',
  // The third says whether those go, too, about which a person still has to decide.
  oldestOfState: `SELECT sequence, state, ${decisionOfJob} AS decision FROM jobs INDEXED BY jobs_by_state
                  WHERE state = ? AND sequence <= ? AND (? = 1 OR ${decisionOfJob} IS NOT 'open') ORDER BY sequence LIMIT ?`,
  deleteJob: 'DELETE FROM jobs WHERE sequence = ?',
  deleteBytes: 'DELETE FROM job_bytes WHERE sequence = ?',
  deleteTimeline: 'DELETE FROM timeline WHERE sequence = ?',
};

/** From version 1, whose jobs had neither origin nor amount. */
export const journalVersion1To2 = {
  alter: `
    ALTER TABLE jobs ADD COLUMN source TEXT NOT NULL DEFAULT 'unknown';
    ALTER TABLE jobs ADD COLUMN source_address TEXT;
    ALTER TABLE jobs ADD COLUMN amount TEXT;
    ALTER TABLE jobs ADD COLUMN amount_value REAL;
    ALTER TABLE jobs ADD COLUMN search_text TEXT NOT NULL DEFAULT '';
    ALTER TABLE job_bytes ADD COLUMN columns INTEGER;
    ALTER TABLE job_bytes ADD COLUMN dots INTEGER;
  `,
  read: 'SELECT sequence, document FROM jobs WHERE sequence > ? ORDER BY sequence LIMIT ?',
  write: 'UPDATE jobs SET amount = ?, amount_value = ?, search_text = ? WHERE sequence = ?',
};

/**
 * From version 2, where a till had one printer and nothing was kept of how long a job had waited. Columns are only added, in
 * the table's description: rows without them have their defaults. `ALTER TABLE` would write the same, and first read every row
 * of a strict table (to check its types); a page that is damaged, and that nobody has needed so far, would cost the journal.
 * See "Making Other Kinds Of Table Schema Changes" in SQLite's lang_altertable.html.
 */
export const journalVersion2To3 = {
  columns: { station: "TEXT NOT NULL DEFAULT 'main'", waited_ms: 'INTEGER NOT NULL DEFAULT 0', held: 'TEXT' },
  names: "SELECT name FROM pragma_table_info('jobs')",
  read: "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'jobs'",
  write: "UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = 'jobs'",
  /** The version before goes on with a journal of this one, and drops old jobs alone. */
  forgetDecisions: 'DELETE FROM decisions WHERE sequence < (SELECT min(sequence) FROM jobs)',
};

/**
 * The way back: version 2 works on the same tables, as it names the columns that it writes and leaves the others alone. It
 * knows neither `drawn`, of which no more is known there than that its bytes were taken, nor `held`, which nobody could
 * answer for any more.
 */
export const journalVersion3To2 = `
  UPDATE timeline SET state = 'sent'
    WHERE state = 'drawn' AND sequence IN (SELECT sequence FROM jobs INDEXED BY jobs_by_state WHERE state = 'drawn');
  UPDATE timeline SET state = 'cancelled'
    WHERE state = 'held' AND sequence IN (SELECT sequence FROM jobs INDEXED BY jobs_by_state WHERE state = 'held');
  UPDATE jobs INDEXED BY jobs_by_state SET state = 'sent' WHERE state = 'drawn';
  UPDATE jobs INDEXED BY jobs_by_state SET state = 'cancelled' WHERE state = 'held';
  PRAGMA user_version = 2;
`;

type Value = string | number | null | Uint8Array;

/** What the journal needs of SQLite: as `node:sqlite` has it, which only `open-journal.ts` knows. */
export interface JournalDatabase {
  exec(sql: string): void;
  prepare(sql: string): JournalStatement;
}

export interface JournalStatement {
  all(...values: Value[]): unknown[];
  get(...values: Value[]): unknown;
  run(...values: Value[]): { changes: number | bigint; lastInsertRowid: number | bigint };
}

const statements = { ...journalQueries, ...journalStatements };

export type Statements = Record<keyof typeof statements, JournalStatement>;

export function prepareStatements(database: JournalDatabase): Statements {
  const prepared = Object.entries(statements).map(([name, sql]) => [name, database.prepare(sql)]);
  return Object.fromEntries(prepared) as Statements;
}
