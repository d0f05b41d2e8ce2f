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
  const start = (total: number, done: number, figures: object): SingleBar => {
    const started = new SingleBar(
      {
        stream: process.stderr,
        format: `${task} {bar} {percentage}% | {rate} ${unit}/s | {left} left{note}`,
        noTTYOutput: true,
        notTTYSchedule: 5_000,
        hideCursor: true,
      },
      Presets.shades_classic,
    )
    started.start(total, done, figures)
    return started
  }
  return {
    update: (done, total, note = '') => {
      const elapsed = Date.now() - startedAt
      if (!bar && elapsed < showAfterMs) return
      const perSecond = (done / elapsed) * 1_000
      const figures = {
        rate: Math.round(perSecond).toLocaleString('en'),
        left: perSecond === 0 ? '?' : duration((total - done) / perSecond),
        note,
      }
      bar ??= start(total, done, figures)
      bar.setTotal(total)
      bar.update(done, figures)
    },
    stop: () => bar?.stop(),
  }
}

/** Seconds for people: `4s`, `3m 20s`, `2h 5m`. */
const duration = (seconds: number): string => {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole}s`
  if (whole < 3_600) return `${Math.floor(whole / 60)}m ${whole % 60}s`
  return `${Math.floor(whole / 3_600)}h ${Math.floor((whole % 3_600) / 60)}m`
}
