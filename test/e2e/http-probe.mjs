// Asks a server once from each address, all at once: SERVER WAIT ADDRESS…; prints { address: status or 'silence' }.
import http from 'node:http'

const [server, wait, ...addresses] = process.argv.slice(2)

const ask = (localAddress) =>
  new Promise((resolve) => {
    const request = http.get({ host: server, localAddress, agent: false }, (response) => {
      clearTimeout(timer)
      response.resume()
      resolve(response.statusCode)
    })
    const timer = setTimeout(() => request.destroy(), Number(wait))
    request.once('error', () => resolve('silence'))
  })

const answers = await Promise.all(addresses.map(async (address) => [address, await ask(address)]))
process.stdout.write(JSON.stringify(Object.fromEntries(answers)))
