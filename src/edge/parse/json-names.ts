import type { DurationUnit } from './json-keys.ts'

/** Names that people and servers use, the surest first. Compared without case; nested keys by their last part. */
export const ADDRESSES = [
  'remote_addr',
  'client_ip',
  'clientip',
  'client.ip',
  'client_addr',
  'remote_ip',
  'remoteaddr',
  'remote_address',
  'remoteaddress',
  'remoteip',
  'clienthost',
  'clientaddr',
  'client_address',
  'c-ip',
  'c_ip',
  'ip',
  'ip_address',
  'ipaddress',
  'src_ip',
  'source_ip',
  'source.ip',
  'source.address',
  'client.address',
  'client',
  'downstream_remote_address',
  'remote_host',
  'remote',
]
/** Names that are the server's or a machine's on the way as often as the client's: never taken, named in the refusal. */
export const DOUBTFUL_ADDRESSES = ['host', 'source', 'src', 'addr', 'address']
/** Parts of a nested key below which the address is not the client's, or a client writes what it likes. */
export const FOREIGN =
  /^(?:server|host|hosts|upstream|backend|destination|dest|dst|target|local|listener?|proxy|node|pod|container|docker|kubernetes|origin|agent|log|headers?|(?:http|request|response|resp|req)_?headers?|cookies?|query|params|args|body|payload|form)$/
export const TIMES = [
  'time_iso8601',
  '@timestamp',
  'time',
  'timestamp',
  'datetime',
  'date_time',
  'date',
  'time_local',
  'startutc',
  'start_time',
  'ts',
  't',
  'msec',
]
export const EPOCHS = ['msec', 'ts', 'timestamp', 't', 'time']
export const STATUSES = [
  'status',
  'status_code',
  'statuscode',
  'http_status',
  'downstreamstatus',
  'originstatus',
  'sc-status',
  'sc_status',
  'response_code',
  'response_status',
  'code',
  'st',
  's',
  'response',
]
export const METHODS = ['request_method', 'method', 'http_method', 'requestmethod', 'verb', 'cs-method', 'm']
export const PATHS = [
  'request_uri',
  'uri',
  'requestpath',
  'request_path',
  'path',
  'url',
  'requesturl',
  'cs-uri-stem',
  'u',
]
export const REQUESTS = ['request', 'request_line', 'requestline', 'req']
export const SIZES = [
  'body_bytes_sent',
  'bytes_sent',
  'bytes',
  'response_size',
  'responsesize',
  'body_bytes',
  'size',
  'length',
  'downstreamcontentsize',
  'sc-bytes',
  'content_length',
  'b',
]
/**
 * With the unit of a value that does not say it. `either`: seconds when it has a fraction, else milliseconds. `doubtful`: seconds when
 * it has a fraction; whole numbers may be anything and are not used.
 */
export const DURATIONS: readonly (readonly [string, DurationUnit | 'either' | 'doubtful'])[] = [
  ['request_time', 's'],
  ['request_duration', 's'],
  ['duration', 's'],
  ['response_time', 's'],
  ['elapsed', 's'],
  ['rt', 's'],
  ['responsetime', 'ms'],
  ['time_taken', 'either'],
  ['time-taken', 'either'],
  ['latency', 'doubtful'],
  ['took', 'doubtful'],
  ['upstream_response_time', 's'],
]
/** Endings of those names that say the unit, as in `duration_ms` and `latencyMs`. */
export const UNIT_ENDINGS: readonly (readonly [string, DurationUnit])[] = [
  ['_ms', 'ms'],
  ['_msec', 'ms'],
  ['_millis', 'ms'],
  ['_milliseconds', 'ms'],
  ['ms', 'ms'],
  ['_us', 'us'],
  ['_µs', 'us'],
  ['_usec', 'us'],
  ['_micros', 'us'],
  ['_microseconds', 'us'],
  ['us', 'us'],
  ['_ns', 'ns'],
  ['_nanos', 'ns'],
  ['_nanoseconds', 'ns'],
  ['ns', 'ns'],
  ['_s', 's'],
  ['_sec', 's'],
  ['_seconds', 's'],
]

/** What proxies say of the client: whole lists before single addresses, which a client may have set itself. */
export const FORWARDED = [
  ...['http_x_forwarded_for', 'proxy_add_x_forwarded_for', 'x_forwarded_for', 'x-forwarded-for', 'xff'],
  ...['request_x-forwarded-for', 'forwarded_for', 'http_forwarded', 'request_forwarded', 'forwarded'],
  ...['http_x_real_ip', 'x_real_ip', 'x-real-ip', 'request_x-real-ip', 'http_cf_connecting_ip', 'cf_connecting_ip'],
  ...['cf-connecting-ip', 'request_cf-connecting-ip', 'http_true_client_ip', 'true_client_ip', 'true-client-ip'],
]
