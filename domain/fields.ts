/** Fields that the events of many subjects share. */
import { Type } from 'typebox'

/** An identifier given by a source system: printable, short, no line breaks. */
export const Reference = Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })
/** The id of a customer or of an event of this ledger. */
export const Uuid = Type.String({ pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' })
/** A word from a list that the user of the ledger chooses: a reason, a segment, a product. */
export const Label = Type.String({ maxLength: 500 })
/** The name of a field that the user of the ledger chooses; not one that JavaScript objects keep for themselves. */
export const FieldName = Type.String({ pattern: '^(?!__proto__$)[^\\u0000-\\u001f\\u007f]{1,200}$' })
/** Such fields with their values. */
export const Labels = Type.Record(FieldName, Label, { additionalProperties: false })
/** Free text of a person. */
export const Text = Type.String({ maxLength: 100_000 })
/** The member of staff concerned. */
export const Staff = Type.String({ minLength: 1, maxLength: 200 })
export const Count = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
