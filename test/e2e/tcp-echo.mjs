// Echoes what it is sent on the port that is its argument, IPv4 and IPv6; prints "ready" when it listens.
import net from 'node:net'

const server = net.createServer((socket) => socket.on('error', () => {}).pipe(socket))
server.listen({ host: '::', port: Number(process.argv[2]) }, () => process.stdout.write('ready\n'))
