/** Event ids: UUIDs as text outside, 16 bytes inside. */

const notHex = 255

/** What each character is worth as a hexadecimal digit in lower case. */
const digits = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(code))
  return digit < 0 ? notHex : digit
})

const isHyphenAt = (at: number): boolean => at === 8 || at === 13 || at === 18 || at === 23

/** The bytes of a UUID in lower case; undefined for any other text. Every append goes through here: checked and read in one pass. */
export const idBytes = (id: string): Uint8Array | undefined => {
  if (id.length !== 36) return undefined
  const bytes = new Uint8Array(16)
  for (let at = 0, byte = 0; at < 36;) {
    if (isHyphenAt(at)) {
      if (id[at++] !== '-') return undefined
      continue
    }
    const high = digits[id.charCodeAt(at++)] ?? notHex
    const low = digits[id.charCodeAt(at++)] ?? notHex
    if (high === notHex || low === notHex) return undefined
    bytes[byte++] = (high << 4) | low
  }
  return bytes
}

/** The UUID of 32 hexadecimal digits. */
export const idText = (hex: string): string =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
