import { FormatError } from '../../domain/errors.ts'
import { compileApacheFormat } from './apache-format.ts'
import { isApacheFormat } from './apache-format-directive.ts'
import { awsAlb, awsElb } from './formats/aws-alb.ts'
import { caddyJson } from './formats/caddy-json.ts'
import { common } from './formats/clf-common.ts'
import { cloudfront } from './formats/cloudfront.ts'
import { combined } from './formats/combined.ts'
import { envoy } from './formats/envoy.ts'
import { envoyJson } from './formats/envoy-json.ts'
import { haproxy } from './formats/haproxy.ts'
import { ingressNginx } from './formats/ingress-nginx.ts'
import { ltsv } from './formats/ltsv.ts'
import { nginxJson } from './formats/nginx-json.ts'
import { nginxProxyManager, nginxProxyManagerStandard } from './formats/nginx-proxy-manager.ts'
import { traefikClf } from './formats/traefik-clf.ts'
import { traefikJson } from './formats/traefik-json.ts'
import { vhostCombined } from './formats/vhost-combined.ts'
import { w3c } from './formats/w3c.ts'
import type { LineFormat, ParserOptions } from './line-format.ts'
import type { LineParser } from './line-parser.ts'
import type { LineWrapper } from './line-wrapper.ts'
import { compileLogFormat } from './log-format.ts'
import { Recogniser } from './recognise.ts'
import { innerOptions, WrappedParser, wrappedFormat, wrappedName } from './wrapped-parser.ts'
import { dockerJson } from './wrappers/docker-json.ts'
import { kubernetesCri } from './wrappers/kubernetes-cri.ts'
import { syslog } from './wrappers/syslog.ts'
import { syslog5424 } from './wrappers/syslog-5424.ts'

/**
 * The formats that have a name, in the order in which `auto` tries them: those that add to another, which would let the rest of
 * their lines pass, before it.
 */
export const FORMATS: readonly LineFormat[] = [
  ...[caddyJson, traefikJson, envoyJson, nginxJson],
  ...[ingressNginx, traefikClf, nginxProxyManager, nginxProxyManagerStandard, haproxy],
  ...[cloudfront, w3c, awsAlb, awsElb, envoy, ltsv],
  ...[vhostCombined, combined, common],
]

/** What may stand around the lines of any format. */
export const WRAPPERS: readonly LineWrapper[] = [dockerJson, kubernetesCri, syslog5424, syslog]

/** All that `auto` tries: bare lines before wrapped ones. */
export const CANDIDATES: readonly LineFormat[] = [
  ...FORMATS,
  ...WRAPPERS.map((wrapper) => wrappedFormat(wrapper, FORMATS)),
]

/**
 * A parser for one file. `format`: `auto`, a name of FORMATS, the text of an nginx log_format, which holds a `$`, or of an Apache
 * LogFormat, which holds a `%`; each of them may be `in` a wrapper, as in `combined in docker json-file`. `auto` gives a
 * Recogniser. Throws FormatError.
 */
export function createParser(format: string, options: ParserOptions = {}): LineParser {
  if (format === 'auto') return new Recogniser('auto', CANDIDATES, options)
  const wrapper = WRAPPERS.find(({ name }) => format.endsWith(wrappedName('', name)))
  if (wrapper !== undefined)
    return createWrapped(format.slice(0, -wrappedName('', wrapper.name).length), wrapper, options)
  const named = FORMATS.find(({ name }) => name === format)
  if (named !== undefined) return named.create(options)
  if (isApacheFormat(format)) return compileApacheFormat(format, options)
  if (format.includes('$')) return compileLogFormat(format, options)
  throw new FormatError(
    `there is no log format "${format.slice(0, 60)}"`,
    `Use auto, ${FORMATS.map(({ name }) => name).join(', ')}, or the text of a log_format or LogFormat; behind it, if need be, "in ${WRAPPERS.map(({ name }) => name).join('" or "in ')}".`,
  )
}

function createWrapped(format: string, wrapper: LineWrapper, options: ParserOptions): LineParser {
  if (format === 'auto') return wrappedFormat(wrapper, FORMATS).create(options)
  const inner = createParser(format, innerOptions(options, wrapper.name))
  return new WrappedParser(wrappedName(inner.name, wrapper.name), wrapper.create(), inner)
}
