import type { FaultCode } from './fault-codes.ts'

/** A fault with a stable code, and a hint that tells the operator what to do next. */
export class BreakwaterError extends Error {
  readonly code: FaultCode
  readonly hint: string
  constructor(code: FaultCode, message: string, hint: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    this.code = code
    this.hint = hint
  }
}

/** The command line is wrong: exit code 2. */
export class UsageError extends BreakwaterError {
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super('BW_USAGE', message, hint, options)
  }
}

/** The configuration is wrong: exit code 2. `where` is file:line:column when known. */
export class ConfigError extends BreakwaterError {
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super('BW_CONFIG', message, hint, options)
  }
}

/** A log format text cannot be compiled, or is no access log: exit code 2. */
export class FormatError extends BreakwaterError {
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super('BW_FORMAT', message, hint, options)
  }
}

/** A log cannot be opened or read: exit code 1. */
export class SourceError extends BreakwaterError {
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super('BW_SOURCE', message, hint, options)
  }
}

/** The state directory is in use or not writable: exit code 1. */
export class StateError extends BreakwaterError {
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super('BW_STATE', message, hint, options)
  }
}

/** The daemon does not answer at its control socket: exit code 3. */
export class UnreachableError extends BreakwaterError {
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super('BW_UNREACHABLE', message, hint, options)
  }
}

/** The daemon answered that it does not do what was asked: exit code 1. */
export class RefusedError extends BreakwaterError {
  constructor(message: string, hint: string, options?: ErrorOptions) {
    super('BW_REFUSED', message, hint, options)
  }
}

/** A firewall, or what else cuts sources off, did not do what it was told: exit code 1. */
export class EnforcerError extends BreakwaterError {
  /** `batch`: it refused what it was told, and parts of that may pass. `all`: it does not work, whatever it is told. */
  readonly scope: 'batch' | 'all'
  constructor(scope: 'batch' | 'all', message: string, hint: string, options?: ErrorOptions) {
    super('BW_ENFORCER', message, hint, options)
    this.scope = scope
  }
}
