import { w3cFormat } from '../w3c-format.ts'

/** Standard logs of Amazon CloudFront: tabs, the columns by `#Fields`, `time-taken` in seconds. */
export const cloudfront = w3cFormat('cloudfront', 'Amazon CloudFront standard log', 'cloudfront')
