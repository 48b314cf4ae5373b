import { applications } from './applications.ts'
import { blogs } from './blogs.ts'
import { commerce } from './commerce.ts'
import { deliveries } from './deliveries.ts'
import { groups } from './groups.ts'
import type { Scenario } from './scenario.ts'

/** Logs as small and middle web sites have them, written from what such logs look like and not for any detector. */
export const scenarios: readonly Scenario[] = [...blogs, ...commerce, ...applications, ...deliveries, ...groups]
