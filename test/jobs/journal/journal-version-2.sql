-- A journal as the program before version 3 left it (version 2), dumped: real jobs of its queue, one of each kind.
BEGIN TRANSACTION;
CREATE TABLE idempotency (
  key         TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  job_id      TEXT NOT NULL,
  created_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO "idempotency" VALUES('k1','f1','job-1',1795773600600);
CREATE TABLE job_bytes (
  sequence INTEGER PRIMARY KEY,
  deflated BLOB NOT NULL,
  columns  INTEGER,
  dots     INTEGER
) STRICT;
INSERT INTO "job_bytes" VALUES(1,X'4BAA2C492D56C84F53C8CA4FD2350400',48,576);
INSERT INTO "job_bytes" VALUES(2,X'4BAA2C492D56C84F53C8CA4FD2350200',48,576);
INSERT INTO "job_bytes" VALUES(3,X'4BAA2C492D56C84F53C8CA4FD2350600',48,576);
INSERT INTO "job_bytes" VALUES(4,X'4BAA2C492D56C84F53C8CA4FD2350100',48,576);
INSERT INTO "job_bytes" VALUES(5,X'4BAA2C492D56C84F53C8CA4FD2350500',48,576);
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
  error_message TEXT,
  source         TEXT NOT NULL DEFAULT 'unknown',
  source_address TEXT,
  amount         TEXT,
  amount_value   REAL,
  search_text    TEXT NOT NULL DEFAULT ''
) STRICT;
INSERT INTO "jobs" VALUES(1,'job-1','ticket','printed',1,2,'41','{"kind":"ticket","orderId":41,"customerName":"Léa Benaïssa","customerPhone":null,"customerAddress":null,"deliveryOption":null,"deliveryCost":"0","deliverymanName":null,"deliverymanPhone":null,"totalAmount":"150","items":[{"name":"Éclair","quantity":"1","unitPrice":"150","description":null}],"employeeName":null,"amountReceived":null,"changeAmount":null}',1795773600600,1795773601500,1795773600600,1795774500600,NULL,0,NULL,NULL,'erp','192.168.1.9','150',150,'41
lea benaissa');
INSERT INTO "jobs" VALUES(2,'job-2','ticket','uncertain',1,2,'A-42','{"kind":"ticket","orderId":"A-42","customerName":null,"customerPhone":null,"customerAddress":null,"deliveryOption":null,"deliveryCost":"0","deliverymanName":null,"deliverymanPhone":null,"totalAmount":"150","items":[{"name":"Éclair","quantity":"1","unitPrice":"150","description":null}],"employeeName":null,"amountReceived":null,"changeAmount":null}',1795773601800,1795773602400,1795773601800,1795774501800,NULL,0,'NOT_CONFIRMED','Regardez le papier.','erp','192.168.1.9','150',150,'a-42
');
INSERT INTO "jobs" VALUES(3,'job-3','cashout','sent',1,2,NULL,'{"kind":"cashout","amount":"15000","notes":"Karim","employeeName":null}',1795773602700,1795773603300,1795773602700,1795774502700,NULL,0,NULL,NULL,'erp','192.168.1.9','15000',15000,'');
INSERT INTO "jobs" VALUES(4,'job-4','drawer','printed',0,2,NULL,'{"kind":"drawer"}',1795773603600,1795773604500,1795773603600,1795773613600,NULL,0,NULL,NULL,'window',NULL,NULL,NULL,'');
INSERT INTO "jobs" VALUES(5,'job-5','test','failed',1,2,NULL,'{"kind":"test"}',1795773604800,1795773605400,1795773604800,1795774504800,NULL,0,'ENCODING_FAILED','Raté.','window',NULL,NULL,NULL,'');
INSERT INTO "jobs" VALUES(6,'job-6','ticket','queued',1,2,'41','{"kind":"ticket","orderId":41,"customerName":"Léa Benaïssa","customerPhone":null,"customerAddress":null,"deliveryOption":null,"deliveryCost":"0","deliverymanName":null,"deliverymanPhone":null,"totalAmount":"150","items":[{"name":"Éclair","quantity":"1","unitPrice":"150","description":null}],"employeeName":null,"amountReceived":null,"changeAmount":null}',1795773605700,1795773605700,1795773600600,1795774505700,'job-1',1,NULL,NULL,'window',NULL,'150',150,'41
lea benaissa');
INSERT INTO "jobs" VALUES(7,'job-7','ticket','queued',1,2,'43','{"kind":"ticket","orderId":43,"customerName":"Inès","customerPhone":null,"customerAddress":null,"deliveryOption":null,"deliveryCost":"0","deliverymanName":null,"deliverymanPhone":null,"totalAmount":"150","items":[{"name":"Éclair","quantity":"1","unitPrice":"150","description":null}],"employeeName":null,"amountReceived":null,"changeAmount":null}',1795773606000,1795773606000,1795773606000,1795774506000,NULL,0,NULL,NULL,'erp','192.168.1.9','150',150,'43
ines');
CREATE TABLE timeline (
  sequence INTEGER NOT NULL,
  step     INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  state    TEXT NOT NULL,
  detail   TEXT,
  PRIMARY KEY (sequence, step)
) STRICT, WITHOUT ROWID;
INSERT INTO "timeline" VALUES(1,1,1795773600600,'queued',NULL);
INSERT INTO "timeline" VALUES(1,2,1795773601200,'printing',NULL);
INSERT INTO "timeline" VALUES(1,3,1795773601500,'printed','CONFIRMED');
INSERT INTO "timeline" VALUES(2,1,1795773601800,'queued',NULL);
INSERT INTO "timeline" VALUES(2,2,1795773602100,'printing',NULL);
INSERT INTO "timeline" VALUES(2,3,1795773602400,'uncertain',NULL);
INSERT INTO "timeline" VALUES(3,1,1795773602700,'queued',NULL);
INSERT INTO "timeline" VALUES(3,2,1795773603000,'printing',NULL);
INSERT INTO "timeline" VALUES(3,3,1795773603300,'sent',NULL);
INSERT INTO "timeline" VALUES(4,1,1795773603600,'queued',NULL);
INSERT INTO "timeline" VALUES(4,2,1795773604200,'printing',NULL);
INSERT INTO "timeline" VALUES(4,3,1795773604500,'printed',NULL);
INSERT INTO "timeline" VALUES(5,1,1795773604800,'queued',NULL);
INSERT INTO "timeline" VALUES(5,2,1795773605100,'printing',NULL);
INSERT INTO "timeline" VALUES(5,3,1795773605400,'failed',NULL);
INSERT INTO "timeline" VALUES(6,1,1795773605700,'queued',NULL);
INSERT INTO "timeline" VALUES(7,1,1795773606000,'queued',NULL);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('jobs',7);
CREATE INDEX jobs_waiting ON jobs (lane, priority, sequence) WHERE state = 'queued';
CREATE INDEX jobs_expiry ON jobs (expires_at) WHERE state = 'queued';
CREATE INDEX jobs_by_state ON jobs (state, sequence);
CREATE INDEX jobs_by_time ON jobs (created_at);
CREATE INDEX jobs_by_order ON jobs (order_id, sequence) WHERE kind = 'ticket';
CREATE INDEX idempotency_by_age ON idempotency (created_at);
PRAGMA user_version = 2;
COMMIT;
