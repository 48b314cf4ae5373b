/** Numbers as base64 of little-endian 64-bit floats: about eleven characters each, NaN included. */
export function packNumbers(numbers: Float64Array): string {
  const bytes = Buffer.alloc(8 * numbers.length)
  for (let i = 0; i < numbers.length; i++) bytes.writeDoubleLE(numbers[i]!, 8 * i)
  return bytes.toString('base64')
}

/** Null when the text is no such thing. */
export function unpackNumbers(text: string): Float64Array | null {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length % 8 !== 0 || bytes.toString('base64') !== text) return null
  return Float64Array.from({ length: bytes.length / 8 }, (_, i) => bytes.readDoubleLE(8 * i))
}
