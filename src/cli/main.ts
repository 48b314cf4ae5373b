#!/usr/bin/env node
import { loadCommand } from './load-command.ts'

loadCommand().run()
