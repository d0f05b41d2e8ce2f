/** Where the application reads the time: the one place outside the pure rooms. */
import type { Instant } from '../domain/time.js'

export type Clock = () => Instant

export const systemClock: Clock = () => new Date().toISOString()
