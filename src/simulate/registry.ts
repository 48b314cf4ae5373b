import { apiPartner } from './actors/api-partner.ts'
import { browsers } from './actors/browsers.ts'
import { crawler } from './actors/crawler.ts'
import { developer } from './actors/developer.ts'
import { favicon } from './actors/favicon.ts'
import { feedReaders } from './actors/feed-readers.ts'
import { flashCrowd } from './actors/flash-crowd.ts'
import { gallery } from './actors/gallery.ts'
import { missingFonts } from './actors/missing-fonts.ts'
import { mobileProxy } from './actors/mobile-proxy.ts'
import { monitor } from './actors/monitor.ts'
import { nextcloud } from './actors/nextcloud.ts'
import { office } from './actors/office.ts'
import { phoneBacklog } from './actors/phone-backlog.ts'
import { phonePosts } from './actors/phone-posts.ts'
import { singlePageApp } from './actors/single-page-app.ts'
import { backendFailure } from './attacks/backend-failure.ts'
import { bandwidthHog } from './attacks/bandwidth-hog.ts'
import { bigDownloads } from './attacks/big-downloads.ts'
import { brokenBot } from './attacks/broken-bot.ts'
import { bruteForce } from './attacks/brute-force.ts'
import { burst } from './attacks/burst.ts'
import { credentialStuffing } from './attacks/credential-stuffing.ts'
import { distributedFlood } from './attacks/distributed-flood.ts'
import { distributedScan } from './attacks/distributed-scan.ts'
import { hotEndpoint } from './attacks/hot-endpoint.ts'
import { ipv6Subnet } from './attacks/ipv6-64.ts'
import { ipv6Rotation } from './attacks/ipv6-rotation.ts'
import { latency } from './attacks/latency.ts'
import { methodShift } from './attacks/method-shift.ts'
import { moderateFlood } from './attacks/moderate-flood.ts'
import { pulse } from './attacks/pulse.ts'
import { quietBruteForce } from './attacks/quiet-brute-force.ts'
import { ramp } from './attacks/ramp.ts'
import { redirectScan } from './attacks/redirect-scan.ts'
import { scan } from './attacks/scan.ts'
import { scrape } from './attacks/scrape.ts'
import { silence } from './attacks/silence.ts'
import { singleFlood } from './attacks/single-flood.ts'
import { slowBruteForce } from './attacks/slow-brute-force.ts'
import { slowFlood } from './attacks/slow-flood.ts'
import { slowRamp } from './attacks/slow-ramp.ts'
import { slowRedirectScan } from './attacks/slow-redirect-scan.ts'
import { slowScan } from './attacks/slow-scan.ts'
import { xmlrpc } from './attacks/xmlrpc.ts'
import type { Part } from './part.ts'

/** Visitors who must not be banned; the order is that of `simulate --list`. */
export const benignParts: readonly Part[] = [
  browsers,
  office,
  crawler,
  monitor,
  apiPartner,
  feedReaders,
  gallery,
  missingFonts,
  phoneBacklog,
  nextcloud,
  mobileProxy,
  singlePageApp,
  developer,
  favicon,
  phonePosts,
  flashCrowd,
]

/** Attacks and troubles, by the name that `simulate --attack` takes. */
export const attackParts: readonly Part[] = [
  singleFlood,
  slowFlood,
  moderateFlood,
  burst,
  pulse,
  ramp,
  slowRamp,
  distributedFlood,
  ipv6Subnet,
  ipv6Rotation,
  scan,
  slowScan,
  redirectScan,
  slowRedirectScan,
  distributedScan,
  bruteForce,
  quietBruteForce,
  slowBruteForce,
  xmlrpc,
  credentialStuffing,
  scrape,
  bandwidthHog,
  brokenBot,
  backendFailure,
  latency,
  methodShift,
  hotEndpoint,
  bigDownloads,
  silence,
]
