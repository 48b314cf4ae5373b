const WORDS = ['minor', 'moderate', 'serious', 'severe', 'critical'] as const

/** 1 (look when convenient) … 5 (the site is going down), as a word. */
export function severityWord(severity: number): string {
  return WORDS[Math.min(WORDS.length, Math.max(1, Math.round(severity))) - 1]!
}

/** As a word beside as many full marks of five. */
export function Severity({ value }: { value: number }) {
  const full = Math.min(WORDS.length, Math.max(1, Math.round(value)))
  return (
    <span class={`badge badge-${full >= 4 ? 'act' : full === 3 ? 'look' : 'plain'}`} title={`severity ${full} of 5`}>
      <span class="severity-marks" aria-hidden="true">
        {'■'.repeat(full)}
        {'□'.repeat(WORDS.length - full)}
      </span>
      {severityWord(full)}
    </span>
  )
}
