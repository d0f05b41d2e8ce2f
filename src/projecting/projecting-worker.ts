/** A thread that follows the log and keeps the read models up to date until it is told to stop. */
import 'reflect-metadata'
import { parentPort, workerData } from 'node:worker_threads'
import { NestFactory } from '@nestjs/core'
import type { Config } from '../config.js'
import { LedgerModule } from '../ledger.module.js'
import { ProjectionEngine } from './projection-engine.js'

const context = await NestFactory.createApplicationContext(LedgerModule.for(workerData as Config), {
  logger: false,
  abortOnError: false,
})
const engine = context.get(ProjectionEngine)
engine.start()
parentPort!.once('message', () => void context.close())
