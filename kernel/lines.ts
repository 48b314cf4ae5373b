// AssemblyScript. What the host may call: see src/edge/parse/kernel-room.ts.
export { readClfLines } from './clf-lines'
export { readJsonLines, setDurationScale } from './json-lines'
export { next, setTime } from './run'
