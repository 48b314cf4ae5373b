import { AlbParser } from '../alb-parser.ts'
import { namedFormat } from '../named-format.ts'

/** Access logs of an AWS Application Load Balancer: the time is that of the answer. */
export const awsAlb = namedFormat({
  name: 'aws-alb',
  title: 'AWS Application Load Balancer',
  columns:
    'address: word 4, without its port; time: word 2, when the answer was made; duration: words 6 to 8 together, s; status: word 9; bytes: word 12; request: in the first quotes',
  time: 'end',
  beginning: /^(?:https?|h2|grpcs|wss?) \d{4}-\d\d-\d\dT/,
  parser: () => new AlbParser({ name: 'aws-alb', head: 1, startsAt: false }),
})

/** Of a Classic Load Balancer, which tells when the request came. */
export const awsElb = namedFormat({
  name: 'aws-elb',
  title: 'AWS Classic Load Balancer',
  columns:
    'address: word 3, without its port; time: word 1, when the request came; duration: words 5 to 7 together, s; status: word 8; bytes: word 11; request: in the first quotes',
  time: 'start',
  beginning: /^\d{4}-\d\d-\d\dT\S+Z \S+ \S+:\d+ /,
  parser: () => new AlbParser({ name: 'aws-elb', head: 0, startsAt: true }),
})
