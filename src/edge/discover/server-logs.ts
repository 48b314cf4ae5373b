/** What one directive of a server's configuration writes: one file, or one of several for each request. */
export interface AccessLog {
  /** Absolute paths; a `*` stands for what depends on the request. */
  readonly paths: readonly string[]
  /** A name or a text that a parser can be made of. */
  readonly format: string
  /** file:line of the directive. */
  readonly where: string
  /** Some requests are left out of it. */
  readonly conditional: boolean
  readonly notes: readonly string[]
}

export interface SyslogTarget {
  /** HOST, HOST:PORT or unix:PATH as the configuration has it. */
  readonly server: string
  readonly format: string
  readonly where: string
}

/** What one server's configuration says about access logs. */
export interface ServerLogs {
  readonly server: 'nginx' | 'Apache'
  readonly config: string
  /** null: installed, but not running as far as can be seen. */
  readonly pid: number | null
  /** One entry a level of the configuration that answers requests: all its logs hold the same requests. */
  readonly levels: readonly (readonly AccessLog[])[]
  readonly syslog: readonly SyslogTarget[]
  readonly notes: readonly string[]
}
