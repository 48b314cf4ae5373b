// Lines of JSON: { client, count } sends so many requests, { client } one, { client, kept } one on the kept connection, { isClosed } asks for that one.
import http from 'node:http'
import { createInterface } from 'node:readline'

const host = process.argv[2]
const flood = new http.Agent({ keepAlive: true, maxSockets: 4 })
const kept = new http.Agent({ keepAlive: true, maxSockets: 1 })
let socket

function ask(client, agent) {
  return new Promise((resolve, reject) => {
    const headers = client === null ? {} : { 'X-Forwarded-For': client }
    const request = http.get({ host, path: '/', headers, agent }, (response) => {
      response.resume().once('end', () => resolve(response.statusCode))
    })
    if (agent === kept) request.once('socket', (given) => (socket = given))
    request.once('error', reject)
  })
}

/** One that the server closed between two requests is no answer: a proxy sends it again. */
const again = (client) => ask(client, flood).catch(() => ask(client, false))

async function send(client, count) {
  const statuses = {}
  const one = async () => {
    const status = await again(client)
    statuses[status] = (statuses[status] ?? 0) + 1
  }
  for (let left = count; left > 0; left -= 4) await Promise.all(Array.from({ length: Math.min(4, left) }, one))
  return statuses
}

async function carryOut({ client, count, kept: isKept, isClosed }) {
  if (isClosed) return socket.destroyed
  if (count !== undefined) return send(client, count)
  return ask(client, isKept ? kept : false)
}

for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await carryOut(JSON.parse(line)))}\n`)
