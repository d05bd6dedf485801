/** What admins write down about an order (row B10): something to know, or something to do. */
export const NOTE_KINDS = ['note', 'task'] as const
export type NoteKind = (typeof NOTE_KINDS)[number]
