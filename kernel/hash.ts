// AssemblyScript. `hashKey` of src/lib/hash.ts on a batch that lies at address 0.
import { FLAGS, KEY_HIGH, KEY_LOW } from './columns'

/** Of four rows at once; `row` is a multiple of 4. */
// @ts-ignore: decorator
@inline
export function hashOfFour(row: usize, first: u32, second: u32): v128 {
  const flags = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(FLAGS + row)))
  const kind = v128.and(flags, i32x4.splat(1))
  let h = v128.xor(v128.load(KEY_HIGH + (row << 2)), i32x4.splat(first))
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x7feb352d))
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(0x846ca68b))
  h = i32x4.add(v128.xor(h, i32x4.shr_u(h, 16)), v128.load(KEY_LOW + (row << 2)))
  h = v128.xor(h, i32x4.add(i32x4.splat(second), kind))
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x21f0aaad))
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 15)), i32x4.splat(0x735a2d97))
  return v128.xor(h, i32x4.shr_u(h, 15))
}
