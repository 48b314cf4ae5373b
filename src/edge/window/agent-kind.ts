/** Of a user agent: a library, a tool or nothing at all; one that says it is a crawler; 0 is all else, browsers and apps. */
export const TOOL = 1
export const CRAWLER = 2

const CRAWLERS =
  /googlebot|google-inspectiontool|adsbot|bingbot|msnbot|duckduckbot|applebot|yandex|baiduspider|facebookexternalhit|meta-externalagent|twitterbot|linkedinbot|slackbot|telegrambot|discordbot|petalbot|semrushbot|ahrefsbot|mj12bot|dotbot|seznambot|ccbot|gptbot|claudebot|amazonbot|bytespider|archive\.org_bot|uptimerobot|pingdom|statuscake|site24x7|betterstack|feedfetcher|feedly/i
const CALLED_CRAWLER = /bot|crawl|spider/i
const TELLS_WHERE = /https?:\/\//i
const TOOLS =
  /^node$|\b(curl|wget|python|urllib|aiohttp|httpx|scrapy|go-http-client|java|okhttp|apache-httpclient|jakarta|libwww|lwp|axios|node-fetch|undici|php|guzzle\w*|symfony|ruby|faraday|perl|winhttp|httpie|rest-client|restsharp|postman\w*|insomnia|zgrab|nmap|masscan|nikto|sqlmap|hydra|gobuster|dirbuster|feroxbuster|ffuf|wfuzz|nuclei|wpscan|zmap|httprobe|fasthttp|reqwest|powershell|headlesschrome|phantomjs)\b/i

export function agentKind(agent: string): number {
  if (CRAWLERS.test(agent) || (CALLED_CRAWLER.test(agent) && TELLS_WHERE.test(agent))) return CRAWLER
  return agent === '' || agent === '-' || TOOLS.test(agent) ? TOOL : 0
}
