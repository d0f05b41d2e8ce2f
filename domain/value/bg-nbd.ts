/**
 * BG/NBD: customers may leave after any repeat purchase; who has not repeated is alive.
 * Fader, Hardie, Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005).
 */
import { betaGeometric } from './beta-geometric.js'

export const bgNbd = betaGeometric('bg-nbd', 0)
