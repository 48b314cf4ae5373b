import { Document, isCollection, isMap, isScalar, type Node } from 'yaml'
import { z } from 'zod'
import type { LoadedConfig } from './load.ts'
import { configSchema } from './schema.ts'
import { withoutSecrets } from './secrets.ts'

/**
 * The configuration in effect as YAML that could be its file, but for secrets, which are left out; a comment beside each value says where it
 * comes from.
 */
export function explainConfig({ config, files, sources }: LoadedConfig): string {
  const document = new Document(withoutSecrets(z.encode(configSchema, config)))
  document.commentBefore = [
    ' The configuration is valid.',
    files.length === 0 ? ' No file: all values are defaults.' : ` From, later ones win: ${files.join(', ')}`,
  ].join('\n')
  addSources(document.contents, [], sources)
  return document.toString({ lineWidth: 0, flowCollectionPadding: false })
}

function addSources(node: Node | null, path: readonly string[], sources: ReadonlyMap<string, string>): void {
  if (!isMap(node)) return
  for (const { key, value } of node.items) {
    const here = [...path, String(isScalar(key) ? key.value : key)]
    if (isMap(value)) addSources(value, here, sources)
    else if (isScalar(value) || isCollection(value)) {
      value.comment = ` ${sources.get(here.join('.')) ?? 'default'}`
      if (isCollection(value)) value.flow = true
    }
  }
}
