/** The questions asked for every job. Each must walk an index, whatever the journal's length (tested). */
export const journalQueries = {
  // Without the hint SQLite takes the index by state and sorts everything that waits.
  next: "SELECT * FROM jobs INDEXED BY jobs_waiting WHERE state = 'queued' ORDER BY lane, priority, sequence LIMIT 1",
  expired: `SELECT * FROM jobs INDEXED BY jobs_expiry WHERE state = 'queued' AND expires_at <= ?
            ORDER BY expires_at LIMIT 1000`,
  nextExpiry: "SELECT min(expires_at) AS at FROM jobs INDEXED BY jobs_expiry WHERE state = 'queued'",
  lastTicket: "SELECT * FROM jobs WHERE kind = 'ticket' AND order_id = ? ORDER BY sequence DESC LIMIT 1",
  get: 'SELECT * FROM jobs WHERE id = ?',
  statistics: `SELECT kind, state, created_at, updated_at,
                 EXISTS (SELECT 1 FROM timeline WHERE timeline.sequence = jobs.sequence AND timeline.state = 'uncertain')
                   AS was_uncertain
               FROM jobs INDEXED BY jobs_by_time WHERE created_at >= ? AND created_at < ?`,
};
