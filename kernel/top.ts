// AssemblyScript. The highest of many counts, four a step.

/**
 * Writes the places of the `most` highest of `length` counts to `top`, the highest first, equal ones by place, none that is zero; returns how
 * many. As `busiest` of src/sketch/count-row.ts. `length` is a multiple of four.
 */
export function topCounts(counts: usize, length: u32, top: usize, most: u32): u32 {
  let found: u32 = 0
  let least: u32 = 0
  for (let four: u32 = 0; four < length; four += 4) {
    if (!v128.any_true(i32x4.gt_u(v128.load(counts + (four << 2)), i32x4.splat(least)))) continue
    for (let place = four; place < four + 4; place++) {
      const count = load<u32>(counts + (place << 2))
      if (count <= least) continue
      let at = min(found, most - 1)
      for (; at > 0; at--) {
        const above = load<u32>(top + (at - 1 << 2))
        if (load<u32>(counts + (above << 2)) >= count) break
        store<u32>(top + (at << 2), above)
      }
      store<u32>(top + (at << 2), place)
      if (found < most) found++
      if (found == most) least = load<u32>(counts + (load<u32>(top + (most - 1 << 2)) << 2))
    }
  }
  return found
}
