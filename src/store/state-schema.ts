/** SQL from each version of the state database to the next. What was released is never changed: a change is one more text. */
export const STATE_MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE bans (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, address TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, at INTEGER NOT NULL, until INTEGER,
    json TEXT NOT NULL
  );
  CREATE INDEX bans_id ON bans (id);
  CREATE TABLE lifted (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, address TEXT NOT NULL, at INTEGER NOT NULL, cause TEXT NOT NULL, json TEXT NOT NULL
  );
  CREATE INDEX lifted_id ON lifted (id);
  CREATE INDEX lifted_at ON lifted (at);
  CREATE INDEX lifted_address ON lifted (address);
  CREATE TABLE offences (
    seq INTEGER PRIMARY KEY, address TEXT NOT NULL UNIQUE, count INTEGER NOT NULL, since INTEGER NOT NULL
  );
  CREATE INDEX offences_since ON offences (since);
  CREATE TABLE incidents (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL,
    severity INTEGER NOT NULL, since INTEGER NOT NULL, changed INTEGER NOT NULL, json TEXT NOT NULL
  );
  CREATE INDEX incidents_changed ON incidents (changed);
  CREATE INDEX incidents_subject ON incidents (subject);
  CREATE TABLE allow (range TEXT PRIMARY KEY, at INTEGER NOT NULL, until INTEGER, json TEXT NOT NULL);
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, address TEXT, json TEXT NOT NULL
  );
  CREATE INDEX audit_at ON audit (at);
  CREATE INDEX audit_address ON audit (address);
  CREATE TABLE positions (
    seq INTEGER PRIMARY KEY, path TEXT NOT NULL, device INTEGER NOT NULL, inode INTEGER NOT NULL, position INTEGER NOT NULL,
    head_length INTEGER NOT NULL, head_hash TEXT NOT NULL, at INTEGER NOT NULL
  );
  CREATE TABLE snapshots (name TEXT PRIMARY KEY, version INTEGER NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL);
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
  `,
  `
  CREATE TABLE acknowledgements (seq INTEGER PRIMARY KEY, incident TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, json TEXT NOT NULL);
  CREATE INDEX acknowledgements_at ON acknowledgements (at);
  CREATE INDEX lifted_incident ON lifted (json_extract(json, '$.ban.incident'));
  CREATE INDEX audit_incident ON audit (json_extract(json, '$.incident.id'))
    WHERE type IN ('incident-opened', 'incident-changed', 'incident-resolved');
  `,
  `
  CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY, id TEXT NOT NULL, channel TEXT NOT NULL, at INTEGER NOT NULL, json TEXT NOT NULL, UNIQUE (channel, id)
  );
  CREATE TABLE notify (seq INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, json TEXT NOT NULL);
  `,
]
