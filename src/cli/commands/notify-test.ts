import { notifyTest } from '../../app/notify-test.ts'
import { loadConfig } from '../../config/load.ts'
import { systemClock } from '../../lib/clock.ts'
import type { GlobalOptions } from '../command-options.ts'
import { FAILED } from '../fault.ts'
import { print, safe } from '../print.ts'

/** Sends one message without the daemon, and says what came back; 1 when it was not taken. */
export async function notifyTestCommand(channel: string, { config: file, output }: GlobalOptions): Promise<number> {
  const { config } = await loadConfig(file)
  const delivery = await notifyTest(config, channel, systemClock)
  const isSent = delivery.outcome === 'sent'
  const said = isSent ? delivery.answer : delivery.why
  const whole = { channel, sent: isSent, said }
  const human = () => [safe(isSent ? `sent by ${channel}: ${said}` : `not sent by ${channel}: ${said}`)]
  print(output, { whole, rows: [whole], human })
  return isSent ? 0 : FAILED
}
