/**
 * Every change of workflow code that running orders must be led through, oldest first: id, why, since which version,
 * and its stage (`patched` → `deprecated` → gone from the code once no run carries it). A test compares this list with
 * the calls of `patched()` and `deprecatePatch()` in the workflows.
 */
export interface Patch {
  id: string
  why: string
  since: string
  stage: 'patched' | 'deprecated'
}

export const PATCHES: readonly Patch[] = [
  {
    id: 'plan-ahead',
    why: 'an issued order reads its policy and plans the next certificate; before, it only waited for its end',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'cancel-open-renewal',
    why: 'an issued order that is terminated cancels a renewal that is open at the CA; before, it was left there',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'certificate-entered-late',
    why: 'a certificate that was found before the word of the admin who entered it is no refusal; before, it was',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'proof-when-wanted',
    why: 'proof for a reissue or renewal is asked for once the CA says that it wants any; before, whenever one was placed',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'ending-begins-nothing',
    why: 'an order that was terminated and waits for the CA begins nothing anew; before, it did and dropped it at its end',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'failed-checks',
    why: "a check of the CA's that failed is followed: who has to mend it is told; before, the order waited for the CA",
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'suspension-keeps-sighting',
    why: 'a record that is seen while an order is suspended counts once it is resumed; before, it was lost',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'suspension-keeps-gate',
    why: 'an order that is paid while it is suspended is opened once it is resumed; before, its configuration was refused',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'admin-needed',
    why: 'a step that only an admin can help on is tried once a day for a week; before, hourly and for ever',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'provided-while-placing',
    why: 'a CSR or properties that come while a reissue or renewal is being placed are kept for the next; before, they were lost',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'repeat-with-its-key',
    why: 'an order that is repeated on a key that had to be asked for is a purchase of its own; before, the old one was asked for',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'rejected-ends-now',
    why: 'the end of a rejected order that is wanted now cancels it; before, it waited for the end of its term',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'end-now-lets-go',
    why: 'what the plan began and waits for a key is let go where the end is wanted now; before, a key that came began it',
    since: '0.2.0',
    stage: 'patched',
  },
  {
    id: 'repeat-cancelled-with-order',
    why: 'a repeat that reached the CA unanswered is cancelled there with its order; before, it was left there',
    since: '0.2.0',
    stage: 'patched',
  },
]
