/** Progress on stderr: share done, rate and time left. Silent for work that is over at once. */
import { Presets, SingleBar } from 'cli-progress'

export interface ProgressBar {
  update(done: number, total: number, note?: string): void
  stop(): void
}

const showAfterMs = 400

/** A bar for one task; `unit` names what is counted per second. On anything but a terminal, a line every few seconds. */
export const progressBar = (task: string, unit: string): ProgressBar => {
  const startedAt = Date.now()
  let bar: SingleBar | undefined
  return {
    update: (done, total, note = '') => {
      const elapsed = Date.now() - startedAt
      if (!bar) {
        if (elapsed < showAfterMs) return
        bar = new SingleBar(
          {
            stream: process.stderr,
            format: `${task} {bar} {percentage}% | {rate} ${unit}/s | {eta_formatted} left{note}`,
            noTTYOutput: true,
            notTTYSchedule: 5_000,
            hideCursor: true,
            etaBuffer: 50,
          },
          Presets.shades_classic,
        )
        bar.start(total, done, { rate: '', note })
      }
      bar.setTotal(total)
      bar.update(done, { rate: Math.round((done / elapsed) * 1_000).toLocaleString('en'), note })
    },
    stop: () => bar?.stop(),
  }
}
