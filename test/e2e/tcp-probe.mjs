// Opens connections from many addresses: a line of JSON { id, from, to, port, wait, keep? } or { id, ping, wait }; answers { id, answer }.
import net from 'node:net'
import { createInterface } from 'node:readline'

const kept = new Map()
const say = (id, answer) => process.stdout.write(`${JSON.stringify({ id, answer })}\n`)

/** `echo` when what is sent comes back in time. */
function ping(socket, wait) {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve('silence'), wait)
    const end = (answer) => {
      clearTimeout(timer)
      resolve(answer)
    }
    socket.once('data', () => end('echo'))
    socket.once('error', (error) => end(error.code))
    socket.once('close', () => end('closed'))
    socket.write('x')
  })
}

createInterface({ input: process.stdin }).on('line', async (line) => {
  const { id, from, to, port, wait, keep, ping: name } = JSON.parse(line)
  if (name !== undefined) return say(id, await ping(kept.get(name), wait))
  const socket = net.connect({ host: to, port, localAddress: from })
  socket.on('error', () => {})
  const answer = await ping(socket, wait)
  if (keep !== undefined && answer === 'echo') kept.set(keep, socket)
  else socket.destroy()
  say(id, answer)
})
