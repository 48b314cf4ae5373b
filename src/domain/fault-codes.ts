/** Stable codes of faults, what each means and what helps. `breakwater` tells a fault's own words and hint; the code stands in its log. */
export const FAULT_CODES = {
  BW_USAGE: {
    means: 'The command line, or what was sent to the API, is not as it must be.',
    fix: 'Add `--help`; the message names the option and what was meant.',
  },
  BW_CONFIG: {
    means: 'The configuration is wrong. Every mistake is told at once, with file, line and column.',
    fix: 'Correct it and run `breakwater check`. A daemon that is asked to reload keeps what it had.',
  },
  BW_FORMAT: {
    means: 'The text of a log format cannot be compiled, or is no access log.',
    fix: 'Run `breakwater detect-format FILE`; it prints a `format:` that works.',
  },
  BW_SOURCE: {
    means: 'A log cannot be opened or read.',
    fix: 'See whether the file is there and the user may read it; on Debian: `usermod -aG adm USER`.',
  },
  BW_STATE: {
    means: 'The state folder is used by another daemon, or cannot be written.',
    fix: 'Stop the other one, or give another folder by `--state-dir DIR`.',
  },
  BW_UNREACHABLE: {
    means: 'No daemon answers at the control socket.',
    fix: 'Start it by `breakwater run`; if it keeps its state elsewhere, name that: `--state-dir DIR`.',
  },
  BW_REFUSED: {
    means: 'The daemon answered that it does not do what was asked; the table below has the reasons.',
    fix: 'The message says what to change.',
  },
  BW_ENFORCER: {
    means: 'The firewall, or whatever else keeps sources out, did not do what it was told.',
    fix: 'Run `breakwater doctor`. Bans are handed over as soon as it works again.',
  },
  BW_BUSY: {
    means: 'The daemon has more to look up at this moment than it takes.',
    fix: 'Ask again in some seconds.',
  },
} as const satisfies Readonly<Record<string, { readonly means: string; readonly fix: string }>>

export type FaultCode = keyof typeof FAULT_CODES
