// Sends requests from many addresses: standard input is a JSON list of { server, address, count, path? }; prints { address: answered }.
import http from 'node:http'
import { text } from 'node:stream/consumers'

const plans = JSON.parse(await text(process.stdin))
const answered = {}

function get(server, localAddress, path, agent) {
  return new Promise((resolve, reject) => {
    const request = http.get(
      { host: server, path, localAddress, agent, headers: { host: 'shop.example' } },
      (response) => {
        response.resume()
        response.once('end', resolve)
      },
    )
    request.once('error', reject)
  })
}

async function send({ server, address, count, path = '/' }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  let left = count
  const worker = async () => {
    while (left-- > 0) {
      await get(server, address, path, agent)
      answered[address] = (answered[address] ?? 0) + 1
    }
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  agent.destroy()
}

for (const plan of plans) await send(plan)
process.stdout.write(JSON.stringify(answered))
