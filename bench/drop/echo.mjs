// Sends back each datagram that comes to a port, until it is ended.
import dgram from 'node:dgram'

const socket = dgram.createSocket('udp4')
socket.on('message', (message, from) => socket.send(message, from.port, from.address))
socket.bind(Number(process.argv[2]), () => process.stdout.write('ready\n'))
