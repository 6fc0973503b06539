-- A journal as SmartPOS Agent 0.1.0 left it (version 1), dumped: real jobs of its queue, one of each kind.
BEGIN TRANSACTION;
CREATE TABLE idempotency (
  key         TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  job_id      TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "idempotency" VALUES('k1','f1','job-1',1795352700000);
CREATE TABLE job_bytes (
  sequence INTEGER PRIMARY KEY,
  deflated BLOB NOT NULL
) STRICT;
INSERT INTO "job_bytes" VALUES(1,X'2BC94CCE4E2D51C84F53C8CA4FD2350400');
INSERT INTO "job_bytes" VALUES(2,X'2BC94CCE4E2D51C84F53C8CA4FD2350200');
INSERT INTO "job_bytes" VALUES(3,X'2BC94CCE4E2D51C84F53C8CA4FD2350600');
INSERT INTO "job_bytes" VALUES(4,X'2BC94CCE4E2D51C84F53C8CA4FD2350100');
INSERT INTO "job_bytes" VALUES(5,X'2BC94CCE4E2D51C84F53C8CA4FD2350500');
CREATE TABLE jobs (
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
  error_message TEXT
) STRICT;
INSERT INTO "jobs" VALUES(1,'job-1','ticket','printed',1,2,'41','{"kind":"ticket","orderId":41,"customerName":"Léa Benaïssa","customerPhone":null,"customerAddress":null,"deliveryOption":null,"deliveryCost":"200","deliverymanName":null,"deliverymanPhone":null,"totalAmount":null,"items":[{"name":"Éclair","quantity":"0.35","unitPrice":"1850.5","description":null}],"employeeName":null,"amountReceived":null,"changeAmount":null}',1795352700000,1795352700900,1795352700000,1795353600000,NULL,0,NULL,NULL);
INSERT INTO "jobs" VALUES(2,'job-2','ticket','uncertain',1,2,'A-42','{"kind":"ticket","orderId":"A-42","customerName":null,"customerPhone":null,"customerAddress":null,"deliveryOption":null,"deliveryCost":"0","deliverymanName":null,"deliverymanPhone":null,"totalAmount":"150","items":[],"employeeName":null,"amountReceived":null,"changeAmount":null}',1795352760900,1795352761800,1795352760900,1795353660900,NULL,0,'NOT_CONFIRMED','doute');
INSERT INTO "jobs" VALUES(3,'job-3','cashout','sent',1,2,NULL,'{"kind":"cashout","amount":"15000","notes":"Banque","employeeName":"Amel"}',1795352821800,1795352822700,1795352821800,1795353721800,NULL,0,NULL,NULL);
INSERT INTO "jobs" VALUES(4,'job-4','drawer','printed',0,1,NULL,'{"kind":"drawer"}',1795352882700,1795352883600,1795352882700,1795352892700,NULL,0,NULL,NULL);
INSERT INTO "jobs" VALUES(5,'job-5','test','failed',1,3,NULL,'{"kind":"test"}',1795352943600,1795352944500,1795352943600,1795353843600,NULL,0,'ENCODING_FAILED','raté');
INSERT INTO "jobs" VALUES(6,'job-6','ticket','queued',1,2,'41','{"kind":"ticket","orderId":41,"customerName":"Léa Benaïssa","customerPhone":null,"customerAddress":null,"deliveryOption":null,"deliveryCost":"200","deliverymanName":null,"deliverymanPhone":null,"totalAmount":null,"items":[{"name":"Éclair","quantity":"0.35","unitPrice":"1850.5","description":null}],"employeeName":null,"amountReceived":null,"changeAmount":null}',1795353004500,1795353004500,1795352700000,1795353904500,'job-1',1,NULL,NULL);
CREATE TABLE timeline (
  sequence INTEGER NOT NULL,
  step     INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  state    TEXT NOT NULL,
  detail   TEXT,
  PRIMARY KEY (sequence, step)
) STRICT, WITHOUT ROWID;
INSERT INTO "timeline" VALUES(1,1,1795352700000,'queued',NULL);
INSERT INTO "timeline" VALUES(1,2,1795352700000,'printing',NULL);
INSERT INTO "timeline" VALUES(1,3,1795352700900,'printed',NULL);
INSERT INTO "timeline" VALUES(2,1,1795352760900,'queued',NULL);
INSERT INTO "timeline" VALUES(2,2,1795352760900,'printing',NULL);
INSERT INTO "timeline" VALUES(2,3,1795352761800,'uncertain',NULL);
INSERT INTO "timeline" VALUES(3,1,1795352821800,'queued',NULL);
INSERT INTO "timeline" VALUES(3,2,1795352821800,'printing',NULL);
INSERT INTO "timeline" VALUES(3,3,1795352822700,'sent',NULL);
INSERT INTO "timeline" VALUES(4,1,1795352882700,'queued',NULL);
INSERT INTO "timeline" VALUES(4,2,1795352882700,'printing',NULL);
INSERT INTO "timeline" VALUES(4,3,1795352883600,'printed',NULL);
INSERT INTO "timeline" VALUES(5,1,1795352943600,'queued',NULL);
INSERT INTO "timeline" VALUES(5,2,1795352943600,'printing',NULL);
INSERT INTO "timeline" VALUES(5,3,1795352944500,'failed',NULL);
INSERT INTO "timeline" VALUES(6,1,1795353004500,'queued',NULL);
CREATE INDEX jobs_waiting ON jobs (lane, priority, sequence) WHERE state = 'queued';
CREATE INDEX jobs_expiry ON jobs (expires_at) WHERE state = 'queued';
CREATE INDEX jobs_by_state ON jobs (state, sequence);
CREATE INDEX jobs_by_order ON jobs (order_id, sequence) WHERE kind = 'ticket';
CREATE INDEX idempotency_by_age ON idempotency (created_at);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('jobs',6);
COMMIT;
PRAGMA user_version = 1;
