/**
 * MBG/NBD: customers may leave after any purchase, the first included.
 * Batislam, Denizel, Filiztekin, Empirical validation and comparison of models for customer base analysis,
 * International Journal of Research in Marketing 24 (2007).
 */
import { betaGeometric } from './beta-geometric.js'

export const mbgNbd = betaGeometric('mbg-nbd', 1)
