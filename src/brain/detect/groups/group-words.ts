/** `4,800`: whole numbers as people read them. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** `about 30`, or `hardly any` below one. */
export function usually(value: number): string {
  return value < 1 ? 'hardly any' : `about ${count(value)}`
}
