/** `breakwater/detect`: detectors that can be used alone, over any series. See docs/guide/detect.md. */
export { EwmaDetector, type EwmaOptions, type EwmaVerdict } from '../brain/detect/detectors/ewma.ts'
export {
  ZScoreDetector,
  type ZScoreOptions,
  type ZScoreVerdict,
} from '../brain/detect/detectors/z-score-window.ts'
export type { NoveltyVerdict } from '../brain/detect/novelty/novelty.ts'
export { type NoveltyCheck, NoveltyDetector, type NoveltyOptions } from '../brain/detect/novelty/novelty-detector.ts'
export { NOVELTY_VIEWS, type NoveltyView } from '../brain/detect/novelty/novelty-views.ts'
