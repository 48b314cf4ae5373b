/** `breakwater/detect`: the classic detectors, usable alone. See docs/guide/detect.md. */
export { EwmaDetector, type EwmaOptions, type EwmaVerdict } from '../brain/detect/detectors/ewma.ts'
export {
  ZScoreDetector,
  type ZScoreOptions,
  type ZScoreVerdict,
} from '../brain/detect/detectors/z-score-window.ts'
