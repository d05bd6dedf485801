/** Types of the failures with which activities tell a workflow why a CA call came to nothing. */
export const CA_REFUSAL = 'CaRefusal'
export const CA_UNAVAILABLE = 'CaUnavailable'
