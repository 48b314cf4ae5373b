// For each address that comes as a line: sends a datagram every half millisecond until none has come back for 200 ms; says { address, at }, when
// the last one was sent that came back, in milliseconds since 1970.
import dgram from 'node:dgram'
import { createInterface } from 'node:readline'

const [to, port] = [process.argv[2], Number(process.argv[3])]
const now = () => performance.timeOrigin + performance.now()

createInterface({ input: process.stdin }).on('line', (address) => {
  const socket = dgram.createSocket('udp4')
  let [last, heard] = [0, now()]
  socket.on('message', (message) => {
    last = message.readDoubleLE(0)
    heard = now()
  })
  socket.on('error', () => {})
  socket.bind({ address, port: 0 }, () => {
    process.stdout.write(`${JSON.stringify({ address, begun: true })}\n`)
    const turn = () => {
      if (now() - heard > 200) {
        socket.close()
        process.stdout.write(`${JSON.stringify({ address, at: last })}\n`)
        return
      }
      const message = Buffer.alloc(8)
      message.writeDoubleLE(now())
      socket.send(message, port, to)
      setTimeout(turn, 0.5)
    }
    turn()
  })
})
