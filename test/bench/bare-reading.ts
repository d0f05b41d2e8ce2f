/** A thread that reads and parses a log, for the baseline of rebuilding. */
import { workerData } from 'node:worker_threads'
import { readAndParse } from './bare-sqlite.js'

readAndParse(workerData as string)
