import { createConnection } from 'node:net'
import { fastify } from 'fastify'
import { afterEach, expect, it } from 'vitest'
import { limitBodies } from './body-timeout.ts'

const app = fastify()
afterEach(() => app.close())

it('cuts off a body that does not come, and no connection whose body came', async () => {
  limitBodies(app, 200)
  app.post('/', async ({ body }) => body)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as { port: number }
  const head = 'POST / HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n'
  const answers: string[] = []
  const [whole, half] = ['[]', '['].map((body, index) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.write(head + body)
    socket.on('data', (data) => {
      answers[index] = data.toString()
    })
    socket.on('error', () => {})
    return { socket, closed: new Promise((resolve) => socket.once('close', resolve)) }
  })
  await half!.closed
  expect(answers[1] ?? '').not.toContain('200 OK')
  expect(answers[0]).toContain('200 OK')
  answers[0] = ''
  whole!.socket.write(`${head}[]`)
  await expect.poll(() => answers[0]).toContain('200 OK')
  whole!.socket.destroy()
})
