/** A client of the live feed over a real connection. */
import { get, type IncomingMessage } from 'node:http'

/** One dispatched Server-Sent Event. */
export interface Frame {
  readonly id: string
  readonly event: string
  readonly data: string
}

export interface FeedConnection {
  readonly response: IncomingMessage
  /** Frames as they arrive, until either side ends the connection. */
  readonly frames: AsyncGenerator<Frame>
  /** The last id that arrived, with or without an event. */
  readonly lastId: () => string
  /** Comments that arrived. */
  readonly comments: () => readonly string[]
  readonly close: () => void
}

/** Connects and waits for the answer’s head. */
export const connectFeed = async (url: string, headers: Record<string, string> = {}): Promise<FeedConnection> => {
  const response = await new Promise<IncomingMessage>((resolve, reject) =>
    get(url, { headers: { accept: 'text/event-stream', ...headers }, agent: false }, resolve).on('error', reject),
  )
  response.setEncoding('utf8')
  let lastId = ''
  const comments: string[] = []
  const frameOf = (block: string): Frame | undefined => {
    const fields: Record<string, string> = {}
    for (const line of block.split('\n')) {
      const [, name = '', value = ''] = /^([^:]*): ?(.*)$/.exec(line) ?? []
      if (name === '') comments.push(value)
      else fields[name] = value
    }
    if (fields.id !== undefined) lastId = fields.id
    return fields.data === undefined ? undefined : { id: lastId, event: fields.event ?? 'message', data: fields.data }
  }
  const frames = async function* (): AsyncGenerator<Frame> {
    let text = ''
    try {
      for await (const chunk of response) {
        text += chunk as string
        const blocks = text.split('\n\n')
        text = blocks.pop()!
        for (const block of blocks) {
          const frame = frameOf(block)
          if (frame) yield frame
        }
      }
    } catch (error) {
      if (!response.destroyed) throw error
    }
  }
  return {
    response,
    frames: frames(),
    lastId: () => lastId,
    comments: () => comments,
    close: () => response.destroy(),
  }
}
