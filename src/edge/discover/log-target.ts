/** Where a log goes, when that is a file that can be followed; else why not. */
export type LogTarget = { readonly path: string } | { readonly why: string }

/** `path` is absolute; a `*` stands for what depends on the request. */
export function logTarget(path: string): LogTarget {
  if (path === '/dev/null') return { why: 'goes to /dev/null' }
  if (/^\/(dev|proc)\//.test(path)) {
    return { why: `goes to ${path}; hand it over: docker logs -f CONTAINER | breakwater run -` }
  }
  const name = path.slice(path.lastIndexOf('/') + 1)
  // `*.log` beside error.log: the error log would be read as well.
  if (name.includes('*') && name.replace(/\*|\.log$/g, '').length < 3) {
    return { why: `is named by the request (${path}); name those that are access logs: breakwater run FILE…` }
  }
  return { path }
}
